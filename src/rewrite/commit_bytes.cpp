#include "rewrite/commit_bytes.h"

#include <algorithm>
#include <utility>

#include "message/charset.h"

namespace expgate::rewrite {

namespace {

// The next header with its continuation lines, each of which begins with a blank; empty: the message comes.
std::string_view take_header(std::string_view& rest) {
  if (rest.empty() || rest.front() == '\n') return {};
  std::size_t end = rest.find('\n');
  while (end != std::string_view::npos && end + 1 < rest.size() && rest[end + 1] == ' ')
    end = rest.find('\n', end + 1);
  const std::string_view header = rest.substr(0, end == std::string_view::npos ? end : end + 1);
  rest.remove_prefix(header.size());
  return header;
}

std::string_view key_of(std::string_view header) {
  return header.substr(0, header.find_first_of(" \n"));
}

std::string_view value_of(std::string_view header) {
  header.remove_prefix(std::min(header.size(), key_of(header).size() + 1));
  if (header.ends_with('\n')) header.remove_suffix(1);
  return header;
}

constexpr std::string_view kSignature = "-----BEGIN ";

// Where the signature at the end of a tag's message begins: the last line that begins one, as git sees it.
std::size_t signature_at(std::string_view bytes) {
  const std::size_t message = bytes.find("\n\n");
  std::size_t last = bytes.size();
  if (message == std::string_view::npos) return last;
  for (const std::string_view kind : {"PGP SIGNATURE", "PGP MESSAGE", "SSH SIGNATURE", "SIGNED MESSAGE"}) {
    const std::string begin = "\n" + std::string(kSignature) + std::string(kind) + "-----\n";
    const std::size_t at = bytes.rfind(begin);
    if (at != std::string_view::npos && at > message && (last == bytes.size() || at + 1 > last))
      last = at + 1;
  }
  return last;
}

}  // namespace

std::string edited_commit(std::string_view bytes, const CommitEdit& edit) {
  std::string edited = "tree " + edit.tree.hex() + "\n";
  for (const Oid& parent : edit.parents) edited += "parent " + parent.hex() + "\n";
  std::vector<std::string_view> parents;
  std::vector<std::string_view> kept;
  std::string_view encoding;
  std::string_view rest = bytes;
  for (std::string_view header = take_header(rest); !header.empty(); header = take_header(rest)) {
    const std::string_view key = key_of(header);
    if (key == "tree" || key == "gpgsig" || key == "gpgsig-sha256") continue;
    if (key == "parent" && kept.empty()) {
      parents.push_back(value_of(header));
      continue;
    }
    if (key == "encoding" && edit.decodes_header) {
      encoding = value_of(header);
      continue;
    }
    kept.push_back(header);
  }
  const bool has_same_parents =
      std::equal(parents.begin(), parents.end(), edit.parents.begin(), edit.parents.end(),
                 [](std::string_view hex, const Oid& oid) { return hex == oid.hex(); });
  const message::Charset charset = message::charset_of(encoding);
  for (const std::string_view header : kept) {
    if (key_of(header) == "mergetag" && !has_same_parents) continue;
    const bool is_name = key_of(header) == "author" || key_of(header) == "committer";
    edited += is_name && edit.decodes_header ? message::decode(header, charset).text : std::string(header);
  }
  if (!edit.message) return edited.append(rest);
  return edited.append("\n").append(*edit.message);
}

std::string signed_commit(std::string_view bytes, std::string_view signature, ObjectFormat format) {
  std::string header = format == ObjectFormat::sha1 ? "gpgsig" : "gpgsig-sha256";
  while (signature.ends_with('\n')) signature.remove_suffix(1);
  header += ' ';
  for (const char c : signature) {
    header += c;
    if (c == '\n') header += ' ';
  }
  header += '\n';
  // git puts it last, in front of the message.
  const std::size_t end = bytes.starts_with('\n') ? 0 : bytes.find("\n\n") + 1;
  return std::string(bytes.substr(0, end)) + header + std::string(bytes.substr(end));
}

std::string retargeted_tag(std::string_view bytes, const Oid& target) {
  std::string tag = "object " + target.hex();
  const std::size_t end = std::min(bytes.find('\n'), bytes.size());
  return tag.append(bytes.substr(end, signature_at(bytes) - end));
}

bool is_signed_tag(std::string_view bytes) {
  return signature_at(bytes) < bytes.size();
}

}  // namespace expgate::rewrite
