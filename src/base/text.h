#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <iosfwd>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

// Text for people, as data: English with named arguments, and their values. Code passes it on and only the
// last step, which knows the reader's language, makes words of it (catalogue/catalogue.h).
namespace expgate {

class Text;

// A number of bytes, shown as "5 MiB".
struct Bytes {
  std::uint64_t count = 0;
};

// A file of the machine that expgate runs on, as opposed to a path in a repository. A pusher is not shown the
// folders of a server (gate/redact.h).
struct LocalFile {
  std::string path;
};

// What an argument stands for.
using Value =
    std::variant<std::string, std::int64_t, std::uint64_t, double, Bytes, LocalFile, std::vector<Text>>;

struct Argument;
using Arguments = std::vector<Argument>;

// English text with named arguments in braces, "`{path}` is {size}", that the catalogue translates. `{{` and
// `}}` stand for braces. Made by msgid(), which is what the catalogue is collected from.
struct Msgid {
  std::string_view english;

  constexpr Msgid() = default;
  explicit constexpr Msgid(const char* text) : english(text) {}
  [[nodiscard]] constexpr bool empty() const { return english.empty(); }
};

consteval Msgid msgid(const char* text) {
  return Msgid(text);
}

// A text with its arguments. Cheap to make: nothing is formatted before somebody reads it.
class Text {
 public:
  Text();
  Text(Msgid id);  // NOLINT(google-explicit-constructor)
  Text(Msgid id, Arguments arguments);
  explicit Text(std::string text);  // verbatim
  Text(Msgid one, Msgid many, std::uint64_t count, Arguments arguments);
  Text(const Text& other);
  Text(Text&& other) noexcept;
  Text& operator=(const Text& other);
  Text& operator=(Text&& other) noexcept;
  ~Text();

  [[nodiscard]] bool empty() const { return id_.empty() && verbatim_.empty(); }
  [[nodiscard]] bool is_verbatim() const { return id_.empty(); }
  [[nodiscard]] const std::string& verbatim() const { return verbatim_; }
  [[nodiscard]] std::string_view id() const { return id_.english; }          // the singular
  [[nodiscard]] std::string_view plural() const { return plural_.english; }  // empty: it has none
  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] const Arguments& arguments() const { return arguments_; }
  [[nodiscard]] Arguments& arguments() { return arguments_; }

 private:
  Msgid id_;
  Msgid plural_;
  std::uint64_t count_ = 0;
  std::string verbatim_;  // what is nobody's to translate: words of git, of the system, of the repository
  Arguments arguments_;
};

// The value of an argument. Nested texts are rendered in the language of the text around them; several become
// a list, "a, b, c".
struct Argument {
  std::string_view name;  // a literal
  Value value;

  // None of this is inline: nearly every file makes arguments, and each would hold a copy of it.
  Argument(std::string_view the_name, std::string text);
  Argument(std::string_view the_name, std::string_view text);
  Argument(std::string_view the_name, const char* text);
  Argument(std::string_view the_name, std::signed_integral auto number)
      : Argument(the_name, Number<std::int64_t>{number}) {}
  Argument(std::string_view the_name, std::unsigned_integral auto number)
      : Argument(the_name, Number<std::uint64_t>{number}) {}
  Argument(std::string_view the_name, double number);
  Argument(std::string_view the_name, Bytes size);
  Argument(std::string_view the_name, LocalFile file);
  Argument(std::string_view the_name, Text text);
  Argument(std::string_view the_name, std::vector<Text> list);
  Argument(const Argument& other);
  Argument(Argument&& other) noexcept;
  Argument& operator=(const Argument& other);
  Argument& operator=(Argument&& other) noexcept;
  ~Argument();

 private:
  template <typename T>
  struct Number {
    T value;
  };
  Argument(std::string_view the_name, Number<std::int64_t> number);
  Argument(std::string_view the_name, Number<std::uint64_t> number);
};

// The text `id` with these arguments. `id` must be a literal: it is what xgettext collects
// (docs/translations.md).
inline Text tr(const char* id, Arguments arguments = {}) {
  return {Msgid(id), std::move(arguments)};
}

// The same for something that is counted: English has `one` for 1 and `many` else, both may use {count},
// which is added to the arguments.
Text tr_n(const char* one, const char* many, std::uint64_t count, Arguments arguments = {});

// What is not ours to translate: words of git, of the system, of the repository.
inline Text verbatim(std::string text) {
  return Text(std::move(text));
}

// Whether two texts say the same with the same arguments, in every language.
bool operator==(const Text& one, const Text& other);
bool operator==(const Argument& one, const Argument& other);

// The texts with {name} replaced, in English; what a translation needs is rendered by `translate` instead.
using Translate = std::string_view (*)(std::string_view id, std::string_view plural, std::uint64_t count);
std::string render(const Text& text, Translate translate);
std::string render(std::string_view pattern, const Arguments& arguments, Translate translate);
std::string english(const Text& text);

// For failed assertions of tests.
std::ostream& operator<<(std::ostream& out, const Text& text);

}  // namespace expgate
