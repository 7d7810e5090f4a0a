#!/bin/bash
# evidence-schema.t - what is written as evidence is what docs/evidence.schema.json
# and docs/EVIDENCE.md say, and so are the samples. Speaks TAP.
set -u
export LC_ALL=C.UTF-8
: "${SRCDIR:=$(cd "$(dirname "$0")/.." && pwd)}"
: "${BUILDDIR:=$SRCDIR/build}"

python3 -c 'import jsonschema; jsonschema.Draft202012Validator' 2>/dev/null || {
  echo "1..0 # SKIP python3-jsonschema is not installed"
  exit 0
}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

for story in storage-read memory-leak truncated full; do
  "$BUILDDIR/tests/evidence_sample" "$story" >"$work/$story.json"
done
PYTHONPATH=$SRCDIR/tests PYTHONDONTWRITEBYTECODE=1 python3 - "$SRCDIR/docs" "$SRCDIR/tests/fixtures/evidence" "$work" <<'END'
import copy
import glob
import json
import re
import sys

from jsonschema import Draft202012Validator

from tap import done, result

docs, fixtures, work = sys.argv[1:]


def complaints_of(document):
    return ["%s: %s" % (error.json_path, error.message)
            for error in validator.iter_errors(document)]


def objects_of(node):
    if isinstance(node, dict):
        if "properties" in node:
            yield node
        for child in node.values():
            yield from objects_of(child)


schema = json.load(open(docs + "/evidence.schema.json"))
Draft202012Validator.check_schema(schema)
validator = Draft202012Validator(schema)
page = open(docs + "/EVIDENCE.md").read()
properties = [item for node in objects_of(schema)
              for item in node["properties"].items()]

for path in sorted(glob.glob(work + "/*.json") + glob.glob(fixtures + "/*.json")):
    name = path.split("/")[-1]
    kind = "written" if path.startswith(work) else "a sample"
    result("%s, %s, is as the schema says" % (name, kind),
           complaints_of(json.load(open(path))))

result("every object of the schema names all its members, and all have to be there",
       ["%s" % node.get("description") for node in objects_of(schema)
        if node.get("additionalProperties") is not False
        or sorted(node["required"]) != sorted(node["properties"])])
result("everything has a description",
       [name for name, value in properties if not value.get("description")])
rows = set(re.findall(r"^\| `(\w+)` \| (.*) \|$", page, re.M))
told = {(name, value["description"]) for name, value in properties}
result("docs/EVIDENCE.md has a row for each, with the same words",
       ["%s: %s" % row for row in sorted(told - rows)])
result("docs/EVIDENCE.md has no other", ["%s: %s" % row for row in sorted(rows - told)])

KINDS = {"string": "TEXT", "integer": "NUMBER", "number": "NUMBER",
         "boolean": "BOOLEAN", "object": "OBJECT"}


def resolved(node):
    while "$ref" in node:
        node = schema["$defs"][node["$ref"].split("/")[-1]]
    return node


def types_of(node):
    node = resolved(node)
    if "const" in node:
        return {"string" if isinstance(node["const"], str) else "number"}
    for choice in ("anyOf", "oneOf"):
        if choice in node:
            return set().union(*map(types_of, node[choice]))
    found = node.get("type", [])
    return {found} if isinstance(found, str) else set(found)


def choices_of(node):
    node = resolved(node)
    return [resolved(one) for one in node.get("anyOf", node.get("oneOf", [node]))]


def row_of(name, node):
    """(name, kind, whether it is a list), as a row of evidence_shape.c."""
    kinds = types_of(node) - {"null"}
    is_list = "array" in kinds
    if is_list:
        items = [one for one in choices_of(node) if "items" in one][0]["items"]
        kinds = types_of(items) - {"null"}
    return name, KINDS[min(kinds)], is_list


shapes = open(sys.argv[1] + "/../src/cli/evidence_shape.c").read()
checked = sorted((name, kind, bool(is_list)) for name, kind, is_list in re.findall(
    r'\{ SHAPE_\w+, "(\w+)", (\w+)(, \.is_list = true)?', shapes))
wanted = sorted(row_of(*item) for item in properties)
result("explain checks the kind of each",
       ["%s %s %s" % row for row in set(wanted) ^ set(checked)] or
       ([] if wanted == checked else ["one is there twice, or not often enough"]))

sample = json.load(open(work + "/storage-read.json"))
broken = copy.deepcopy(sample)
broken["members"][0]["surplus"] = 1
del broken["members"][0]["joint"]
result("what has more or less is refused",
       [] if len(complaints_of(broken)) == 2 else ["it is not"])
sys.exit(done())
END
