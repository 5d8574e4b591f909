#pragma once

#include <string_view>

// What a file is, as far as it takes to tell an ordinary file from an artifact that goes by the same name.
namespace expgate::content {

// Whether a person could read it: no NUL and no control byte but those of text; encodings other than UTF-8
// count.
bool is_text(std::string_view bytes);

// Whether it is a program: ELF, PE, Mach-O or a script with `#!`.
bool is_program(std::string_view bytes);

// Whether it is a SentencePiece vocabulary (a protobuf whose first pieces are control symbols), not a trained
// network.
bool is_sentencepiece(std::string_view bytes);

// Whether it is PEM with public parts alone: certificates and public keys.
bool is_public_pem(std::string_view bytes);

// Whether it is something else that is called *.key: public parts alone, a Keynote presentation (a zip), or a
// text in sentences.
bool is_no_key(std::string_view bytes);

// Whether an .env file holds no secret: no value under a name such as TOKEN, no password in an address, no
// long random text.
bool is_env_without_secret(std::string_view bytes);

// Whether there is nothing in it but blanks and comments (`#`).
bool is_blank_text(std::string_view bytes);

}  // namespace expgate::content
