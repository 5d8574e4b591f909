#!/usr/bin/env python3
"""Says what is linked into the static program: as an SPDX document, or as the texts of the licences.

usage: sbom.py spdx VERSION OUT
       sbom.py licenses VERSION OUT

Reads components.tsv. Versions and texts come from the Debian packages of this machine; texts of the rest lie in licenses/.
"""
import datetime
import json
import os
import pathlib
import subprocess
import sys
import uuid

HERE = pathlib.Path(__file__).resolve().parent


def components():
    """Returns a dictionary for each line of components.tsv."""
    lines = [line for line in (HERE / "components.tsv").read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    keys = ["name", "license", "package", "version", "purl"]
    return [dict(zip(keys, line.split("\t"))) for line in lines]


def version_of(component):
    """Returns the version that is linked: what components.tsv says, or that of the Debian package."""
    if component["version"] != "-":
        return component["version"]
    query = ["dpkg-query", "-W", "-f", "${Version}", component["package"]]
    return subprocess.run(query, check=True, capture_output=True, text=True).stdout


def license_text(component):
    """Returns the licence as the component states it."""
    package = component["package"]
    path = pathlib.Path(f"/usr/share/doc/{package}/copyright") if component["version"] == "-" else HERE / "licenses" / package
    return path.read_text(encoding="utf-8")


def purl_of(component, version):
    return component["purl"].replace("VERSION", version) if component["purl"] != "-" else f"pkg:deb/debian/{component['package']}@{version}?distro=bookworm"


def licenses(_):
    """Returns one text with all licences, each below the name and version of what it is for."""
    texts = ["The expgate program is linked with the following. expgate itself is under the Apache License 2.0.\n"]
    for component in components():
        title = f"{component['name']} {version_of(component)} ({component['license']})"
        texts.append(f"{'=' * 80}\n{title}\n{'=' * 80}\n\n{license_text(component).rstrip()}\n")
    return "\n".join(texts)


def spdx(version):
    """Returns the SPDX 2.3 document of the program."""
    created = datetime.datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), datetime.timezone.utc)
    packages = [{
        "SPDXID": "SPDXRef-expgate", "name": "expgate", "versionInfo": version, "downloadLocation": "NOASSERTION", "filesAnalyzed": False,
        "licenseConcluded": "Apache-2.0", "licenseDeclared": "Apache-2.0", "copyrightText": "2026 the expgate maintainers",
        "primaryPackagePurpose": "APPLICATION",
    }]
    relations = [("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-expgate")]
    for component in components():
        component_version = version_of(component)
        identifier = "SPDXRef-" + component["name"].replace("_", "-")
        packages.append({
            "SPDXID": identifier, "name": component["name"], "versionInfo": component_version, "downloadLocation": "NOASSERTION",
            "filesAnalyzed": False, "licenseConcluded": component["license"], "licenseDeclared": component["license"],
            "copyrightText": "NOASSERTION", "primaryPackagePurpose": "LIBRARY",
            "externalRefs": [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
                              "referenceLocator": purl_of(component, component_version)}],
        })
        relations.append(("SPDXRef-expgate", "STATIC_LINK", identifier))
    content = json.dumps([version, packages], sort_keys=True)
    return json.dumps({
        "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT", "name": f"expgate-{version}",
        "documentNamespace": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, content)}",
        "creationInfo": {"created": created.strftime("%Y-%m-%dT%H:%M:%SZ"), "creators": ["Organization: expgate maintainers"]},
        "packages": packages,
        "relationships": [{"spdxElementId": a, "relationshipType": kind, "relatedSpdxElement": b} for a, kind, b in relations],
    }, indent=1) + "\n"


if __name__ == "__main__":
    pathlib.Path(sys.argv[3]).write_text({"spdx": spdx, "licenses": licenses}[sys.argv[1]](sys.argv[2]), encoding="utf-8")
