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

}  // namespace expgate::content
