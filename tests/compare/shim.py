#!@PYTHON@ -IS
"""Stands in for expgate in the end-to-end tests: runs the old and the new binary on what a hook or a CI step is given, notes how they
differ, and then is the new binary. run.sh fills in the names in capitals."""
import fcntl
import os
import re
import signal
import subprocess
import sys

OLD, NEW, HELPERS, RESULTS, SUITE = "@OLD@", "@NEW@", "@HELPERS@", "@RESULTS@", "@SUITE@"
JUDGING = ("pre-commit", "commit-msg", "pre-push", "pre-receive", "update", "ci", "audit")
WITH_VALUE = ("--policy", "--format", "--report", "--mode", "--color", "--range", "--ref", "--default-branch", "--baseline", "--write-baseline")
WITHOUT_EFFECT = ("--format", "--report", "--write-baseline", "--prune-baseline", "--fetch", "--quiet", "--verbose", "-q", "-v")


def command_of(arguments):
    """Returns the first word that is neither an option nor the value of one, and the arguments without those that write something."""
    kept, command, at = [], "", 0
    while at < len(arguments):
        word = arguments[at]
        size = 2 if word in WITH_VALUE else 1
        if not command and not word.startswith("-"):
            command = word
        if word.split("=", 1)[0] not in WITHOUT_EFFECT:
            kept += arguments[at:at + size]
        at += size
    return command, kept


def audit_logs(arguments):
    """Returns the files that the policies at hand name as audit logs, which a run would write a line to."""
    folder = os.environ.get("GIT_DIR", ".")
    files = ["/etc/expgate/policy.yaml", *(os.path.join(folder, *more, "custom_hooks/expgate.yaml") for more in ((), ("..",), (".git",)))]
    files += [arguments[at + 1] for at, word in enumerate(arguments[:-1]) if word == "--policy"]
    files += [word[len("--policy="):] for word in arguments if word.startswith("--policy=")]
    found = []
    for each in files:
        try:
            with open(each, encoding="utf-8", errors="replace") as text:
                found += re.findall(r"\baudit:[\s{]*file:\s*[\"']?([^,}\s\"']+)", text.read())
        except OSError:
            pass
    return found


def compare(arguments, stdin):
    files = [readable_again(int(each[1])) for each in map(re.compile(r"(?:--\w+=)?/dev/fd/(\d+)").fullmatch, arguments) if each]
    sys.dont_write_bytecode = True
    sys.path.insert(0, HELPERS)
    import judge  # pylint: disable=import-outside-toplevel,import-error
    log = judge.Log(RESULTS)
    test = re.search(r"/expgate-e2e\.[^/]+/(test_[^/]+)", os.getcwd())
    name = f"{SUITE} {test[1] if test else ''}: {' '.join(arguments)}"
    name = re.sub(r"[^\s=]*/expgate-e2e\.[^/]+/", "…/", name)
    environment = {key: value for key, value in os.environ.items() if key != "GITHUB_STEP_SUMMARY"}
    # What the runs add to an audit log is cut off again; what is not a file takes it. One after the other, until the program that this
    # process becomes has ended: concurrent pushes write to the same log.
    logs = audit_logs(arguments)
    if logs:
        lock = os.open(os.path.join(RESULTS, f"audit-{os.getuid()}.lock"), os.O_RDONLY | os.O_CREAT, 0o644)
        fcntl.flock(lock, fcntl.LOCK_EX)
        os.set_inheritable(lock, True)
    logs = {each: os.path.getsize(each) if os.path.exists(each) else None for each in logs}
    try:
        log.compared(name, *(judge.run(each, arguments, stdin, env=environment, files=files) for each in (OLD, NEW)))
    finally:
        for path, size in logs.items():
            if size is None and os.path.isfile(path):
                os.remove(path)
            elif os.path.isfile(path):
                os.truncate(path, size)


def readable_again(number):
    """From here on /dev/fd/NUMBER, which may be a pipe (as bash makes of <(…)), can be read any number of times. Returns NUMBER."""
    copy = os.memfd_create("input")
    while data := os.read(number, 1 << 16):
        os.write(copy, data)
    os.dup2(copy, number, inheritable=True)
    return number


def with_stdin(stdin):
    """From here on file descriptor 0 gives these bytes, as a pipe does."""
    reader, writer = os.pipe()
    if len(stdin) > 60000:  # more than a pipe holds: a child writes it
        if os.fork() == 0:
            os.close(reader)
            try:
                os.write(writer, stdin)
            finally:
                os._exit(0)
    else:
        os.write(writer, stdin)
    os.close(writer)
    os.dup2(reader, 0)
    os.close(reader)


def stand_aside(me):
    """Runs the new binary under the name of this file, since hooks are to be installed that call the shim, and doctor looks for them."""
    with open(me + ".lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        aside, real = me + ".shim", me + ".real"
        subprocess.run(["cp", "-pf", NEW, real], check=True)
        subprocess.run(["cp", "-pf", me, aside], check=True)
        os.rename(real, me)
        try:
            code = subprocess.run([me, *sys.argv[1:]], check=False).returncode
        finally:
            os.rename(aside, me)
    sys.exit(code if code >= 0 else 128 - code)


def main():
    command, arguments = command_of(sys.argv[1:])
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # which Python ignores, and whoever is run would inherit
    try:
        if command in JUDGING and "-h" not in arguments and "--help" not in arguments:
            reads = command in ("pre-push", "pre-receive") and "--pre-commit-framework" not in arguments
            stdin = b""
            if reads:
                try:
                    stdin = b"".join(iter(lambda: os.read(0, 1 << 16), b""))
                    with_stdin(stdin)
                except OSError:
                    stdin = None
            if "--fetch" in sys.argv:  # what is fetched is there for all three
                code = subprocess.run([NEW, *sys.argv[1:]], check=False).returncode
                compare(arguments, stdin)
                sys.exit(code)
            compare(arguments, stdin)
        elif command in ("install", "uninstall", "init", "doctor"):
            me = os.path.realpath(sys.argv[0])
            if os.access(os.path.dirname(me), os.W_OK):
                stand_aside(me)
    except Exception as problem:  # pylint: disable=broad-except
        try:
            with open(os.path.join(RESULTS, f"{os.getpid()}.trouble"), "a", encoding="utf-8") as out:
                out.write(f"{sys.argv[1:]}: {problem!r}\n")
        except OSError:
            pass
    os.execv(NEW, [sys.argv[0], *sys.argv[1:]])


main()
