# The one way to tree-sitter and its grammar of Python: sources that `install.sh` puts into a cache once a machine. Where that cache is
# empty (no registry at hand), the pinned releases are fetched.
set(tree_sitter_root ${cache_home}/expgate/tree-sitter-0.25.10-python-0.25.0)
if(EXISTS ${tree_sitter_root}/python/src/parser.c)
  set(tree_sitter_core ${tree_sitter_root}/core)
  set(tree_sitter_python ${tree_sitter_root}/python)
else()
  include(FetchContent)
  FetchContent_Declare(tree_sitter GIT_REPOSITORY https://github.com/tree-sitter/tree-sitter.git
    GIT_TAG da6fe9beb4f7f67beb75914ca8e0d48ae48d6406  # v0.25.10
    SOURCE_SUBDIR none)  # sources only
  FetchContent_Declare(tree_sitter_python GIT_REPOSITORY https://github.com/tree-sitter/tree-sitter-python.git
    GIT_TAG 293fdc02038ee2bf0e2e206711b69c90ac0d413f  # v0.25.0
    SOURCE_SUBDIR none)
  FetchContent_MakeAvailable(tree_sitter tree_sitter_python)
  set(tree_sitter_core ${tree_sitter_SOURCE_DIR}/lib)
  set(tree_sitter_python ${tree_sitter_python_SOURCE_DIR})
endif()

add_library(expgate_tree_sitter STATIC ${tree_sitter_core}/src/lib.c ${tree_sitter_python}/src/parser.c ${tree_sitter_python}/src/scanner.c)
target_include_directories(expgate_tree_sitter SYSTEM PUBLIC ${tree_sitter_core}/include)
target_include_directories(expgate_tree_sitter PRIVATE ${tree_sitter_core}/src ${tree_sitter_python}/src)
target_compile_definitions(expgate_tree_sitter PRIVATE _POSIX_C_SOURCE=200112L _DEFAULT_SOURCE)
# Our warnings are not its, and a debug build of it would be slow. Of the sanitizers only the one for memory: what is undefined but
# harmless there is not ours to mend.
set(flags -w -O2)
if(EXPGATE_SANITIZE MATCHES address)
  list(APPEND flags -fsanitize=address -fno-omit-frame-pointer)
endif()
set_target_properties(expgate_tree_sitter PROPERTIES COMPILE_OPTIONS "${flags}" C_STANDARD 11 DISABLE_PRECOMPILE_HEADERS ON
  C_COMPILER_LAUNCHER "${CMAKE_CXX_COMPILER_LAUNCHER}")
