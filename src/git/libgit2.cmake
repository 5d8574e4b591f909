# The one way to libgit2: a static 1.9 with SHA-256, without TLS, SSH, NTLM and GSSAPI, built once a machine by `install.sh` into a cache.
# Where that cache is empty (another system, no Debian sources), the pinned release is fetched and built with the project.
if(DEFINED ENV{XDG_CACHE_HOME})
  set(cache_home $ENV{XDG_CACHE_HOME})
else()
  set(cache_home $ENV{HOME}/.cache)
endif()
set(libgit2_root ${cache_home}/expgate/libgit2-1.9.7-2)  # not in CMake's cache, which would outlive the version

add_library(expgate_libgit2 INTERFACE)
add_library(expgate_zlib INTERFACE)  # the same zlib for whoever inflates without git
if(EXISTS ${libgit2_root}/lib/libgit2-experimental.a)
  find_library(HTTP_PARSER_LIBRARY NAMES libhttp_parser.a http_parser REQUIRED)
  find_library(ZLIB_STATIC_LIBRARY NAMES libz.a z REQUIRED)
  target_include_directories(expgate_libgit2 SYSTEM INTERFACE ${libgit2_root}/include)
  target_link_libraries(expgate_libgit2 INTERFACE ${libgit2_root}/lib/libgit2-experimental.a ${HTTP_PARSER_LIBRARY}
    ${ZLIB_STATIC_LIBRARY} rt Threads::Threads)
  target_link_libraries(expgate_zlib INTERFACE ${ZLIB_STATIC_LIBRARY})
else()
  include(FetchContent)
  foreach(option BUILD_SHARED_LIBS BUILD_TESTS BUILD_CLI USE_SSH USE_HTTPS USE_NTLMCLIENT USE_GSSAPI)
    set(${option} OFF CACHE STRING "For libgit2" FORCE)
  endforeach()
  set(CMAKE_C_EXTENSIONS ON CACHE BOOL "For libgit2: it looks for what strict C does not declare" FORCE)
  set(EXPERIMENTAL_SHA256 ON CACHE BOOL "For libgit2" FORCE)
  set(REGEX_BACKEND regcomp CACHE STRING "For libgit2" FORCE)
  set(USE_BUNDLED_ZLIB ON CACHE STRING "For libgit2: a shared zlib would not link statically" FORCE)
  FetchContent_Declare(libgit2 GIT_REPOSITORY https://github.com/libgit2/libgit2.git
    GIT_TAG 49e408b3208bc3093757a1c2db938d3590f3f412  # v1.9.7
    PATCH_COMMAND patch -p1 --forward --input ${CMAKE_CURRENT_LIST_DIR}/libgit2.patch)
  get_directory_property(own_options COMPILE_OPTIONS)
  set_directory_properties(PROPERTIES COMPILE_OPTIONS "")  # our warnings are not libgit2's
  FetchContent_MakeAvailable(libgit2)
  set_directory_properties(PROPERTIES COMPILE_OPTIONS "${own_options}")
  target_include_directories(expgate_libgit2 SYSTEM INTERFACE ${libgit2_SOURCE_DIR}/include ${libgit2_SOURCE_DIR}/deps/zlib)
  target_compile_definitions(expgate_libgit2 INTERFACE GIT_EXPERIMENTAL_SHA256=1)  # which its installed headers say themselves
  target_link_libraries(expgate_libgit2 INTERFACE libgit2package rt Threads::Threads)
  target_include_directories(expgate_zlib SYSTEM INTERFACE ${libgit2_SOURCE_DIR}/deps/zlib)
  target_link_libraries(expgate_zlib INTERFACE libgit2package)
endif()
