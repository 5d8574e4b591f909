#include "rewrite/commit_bytes.h"

#include <gtest/gtest.h>

namespace expgate::rewrite {
namespace {

const std::string kTree(40, '1');
const std::string kParent(40, '2');
const std::string kOther(40, '3');

Oid oid(const std::string& hex) {
  return *Oid::parse(hex);
}

std::string commit(const std::string& headers, const std::string& message) {
  return "tree " + kTree + "\nparent " + kParent + "\n" + headers + "\n" + message;
}

const std::string kPeople = "author A <a@b> 1 +0000\ncommitter B <b@c> 2 +0130\n";

TEST(EditedCommit, KeepsUnknownHeadersEncodingAndTheBytesOfTheMessage) {
  const std::string rest = kPeople + "encoding ISO-8859-1\nx-lab one\n two\n";
  EXPECT_EQ(edited_commit(commit(rest, "feat: caf\xE9\n"), {oid(kOther), {oid(kParent)}, {}, false}),
            "tree " + kOther + "\nparent " + kParent + "\n" + rest + "\nfeat: caf\xE9\n");
}

TEST(EditedCommit, TheSignatureGoes) {
  const std::string signature =
      "gpgsig -----BEGIN PGP SIGNATURE-----\n \n abc\n -----END PGP SIGNATURE-----\n";
  EXPECT_EQ(edited_commit(commit(kPeople + signature, "x\n"), {oid(kTree), {oid(kParent)}, {}, false}),
            commit(kPeople, "x\n"));
}

TEST(EditedCommit, AMergedTagGoesWithItsParent) {
  const std::string tag = "mergetag object " + kOther + "\n type commit\n tag v1\n";
  const std::string bytes = commit(kPeople + tag, "x\n");
  EXPECT_EQ(edited_commit(bytes, {oid(kTree), {oid(kParent)}, {}, false}), bytes);
  EXPECT_EQ(edited_commit(bytes, {oid(kTree), {oid(kOther)}, {}, false}),
            "tree " + kTree + "\nparent " + kOther + "\n" + kPeople + "\nx\n");
}

TEST(EditedCommit, ANewMessageIsUtf8AndSoAreTheNames) {
  const std::string people = "author Zo\xEB <a@b> 1 +0000\ncommitter B <b@c> 2 +0130\n";
  EXPECT_EQ(edited_commit(commit(people + "encoding ISO-8859-1\n", "x\n"),
                          {oid(kTree), {oid(kParent)}, "feat: é\n", true}),
            commit("author Zoë <a@b> 1 +0000\ncommitter B <b@c> 2 +0130\n", "feat: é\n"));
}

TEST(EditedCommit, ARootHasNoParents) {
  const std::string root = "tree " + kTree + "\n" + kPeople + "\nx\n";
  EXPECT_EQ(edited_commit(root, {oid(kOther), {}, {}, false}), "tree " + kOther + "\n" + kPeople + "\nx\n");
}

TEST(SignedCommit, TheHeaderIsTheLastOne) {
  EXPECT_EQ(signed_commit(commit(kPeople, "x\n\ny\n"), "-----BEGIN\n\nabc\n-----END\n", ObjectFormat::sha1),
            commit(kPeople + "gpgsig -----BEGIN\n \n abc\n -----END\n", "x\n\ny\n"));
  EXPECT_NE(signed_commit(commit(kPeople, ""), "s", ObjectFormat::sha256).find("\ngpgsig-sha256 s\n"),
            std::string::npos);
}

TEST(RetargetedTag, LosesItsSignature) {
  const std::string head = "\ntype commit\ntag v1\ntagger A <a@b> 1 +0000\n\nacc: 0.9\n";
  const std::string tag = "object " + kTree + head;
  EXPECT_EQ(retargeted_tag(tag, oid(kOther)), "object " + kOther + head);
  EXPECT_FALSE(is_signed_tag(tag));
  const std::string with_signature =
      tag + "-----BEGIN SSH SIGNATURE-----\nabc\n-----END SSH SIGNATURE-----\n";
  EXPECT_TRUE(is_signed_tag(with_signature));
  EXPECT_EQ(retargeted_tag(with_signature, oid(kOther)), "object " + kOther + head);
}

}  // namespace
}  // namespace expgate::rewrite
