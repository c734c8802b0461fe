"""Start a command that cannot see the rest of the computer; a script of its own, by Python's own library alone.

`gtzan_course.grading.sandbox` calls it as ``python launcher.py SETTINGS``, where SETTINGS is JSON. On Linux, where
the system allows it, the command gets namespaces of its own: a file system that holds only what it was given (all of
it read-only but an empty home and a folder for temporary files, both in memory and both limited), no network, no
processes but its own and, if root started it, an account without rights. When it ends, or whoever started it ends,
all that it has started ends with it. Without namespaces there remain the limits on files and processes.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import signal
import sys
from pathlib import Path
from typing import Any

HOME = "/home/student"
"""The folder that the command works in, inside its own file system."""

NEW_MOUNTS, NEW_UTS, NEW_IPC, NEW_USER, NEW_PIDS, NEW_NET = (
    0x00020000,
    0x04000000,
    0x08000000,
    0x10000000,
    0x20000000,
    0x40000000,
)
READ_ONLY, NO_SUID, NO_DEVICES, NO_EXECUTION, REMOUNT, BIND, RECURSIVE, PRIVATE = (
    1,
    2,
    4,
    8,
    32,
    4096,
    16384,
    1 << 18,
)
NO_ACCESS_TIME, NO_FOLDER_ACCESS_TIME, RELATIVE_ACCESS_TIME = 1024, 2048, 1 << 21
DIE_WITH_PARENT, NO_NEW_RIGHTS = 1, 38
DEVICES = ("null", "zero", "full", "random", "urandom")


def main(text: str) -> int:
    """Do as the settings say; return only if the command runs as a child, and then its exit code.

    Parameters
    ----------
    text
        JSON: ``command``, ``environment``, ``limits`` (names of ``resource`` without ``RLIMIT_``), ``account`` (the
        number of the account to become, or null), ``work`` (the folder to work in; where there are namespaces, its
        files are copied into the home) and ``cut_off``, null or what `cut_off` needs.

    Returns
    -------
    int
        The command's exit code.
    """
    settings = json.loads(text)
    _call("prctl", DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
    if settings["cut_off"] is None:
        os.chdir(settings["work"])
    else:
        child = cut_off(settings["work"], account=settings["account"], **settings["cut_off"])
        if child:
            return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    become(settings["account"], settings["limits"])
    os.execve(settings["command"][0], settings["command"], settings["environment"])


def cut_off(
    work: str,
    *,
    account: int | None,
    root: str,
    links: dict[str, str],
    readable: list[str],
    hidden: list[str],
    shared: dict[str, str],
    bytes_each: int,
) -> int:
    """Go on in namespaces of one's own, with a file system made up of the named parts.

    Parameters
    ----------
    work
        A folder whose files are copied into the home.
    account
        The account that will own the home, or None for one's own.
    root
        An empty folder to build the file system on; it stays empty for everybody else.
    links
        Symbolic links to make, and where they lead.
    readable
        Files and folders to show, read-only, under their own names.
    hidden
        Files and folders to cover, if they lie in one that is shown.
    shared
        Folders to show that may be written to: where they are to be, and which they are.
    bytes_each
        How much the home and the folder for temporary files may hold, in bytes each.

    Returns
    -------
    int
        The child's process number in the parent, 0 in the child, which alone is cut off.

    Raises
    ------
    OSError
        The system does not allow it.
    """
    user, group = os.getuid(), os.getgid()
    _unshare(NEW_MOUNTS | NEW_UTS | NEW_IPC | NEW_PIDS | NEW_NET | (NEW_USER if user else 0))
    if user:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    if child := os.fork():
        return child
    _mount(None, "/", None, PRIVATE | RECURSIVE)
    _mount("tmpfs", root, "tmpfs", NO_SUID | NO_DEVICES, "mode=755,size=4m")
    owner = f"mode=700,size={bytes_each},uid={account or user},gid={account or group}"
    for folder in (HOME, "/tmp", "/dev/shm"):
        _mount("tmpfs", _made(root + folder), "tmpfs", NO_SUID | NO_DEVICES, owner)
    for path in readable:
        _show(path, root + path)
    for name, target in links.items():
        Path(root + name).parent.mkdir(parents=True, exist_ok=True)
        os.symlink(target, root + name)
    for name, path in shared.items():
        _mount(path, _made(root + name), None, BIND)
    for path in hidden:
        _cover(root + path)
    for device in DEVICES:
        Path(f"{root}/dev/{device}").touch()
        _mount(f"/dev/{device}", f"{root}/dev/{device}", None, BIND)
    _mount("proc", _made(root + "/proc"), "proc", NO_SUID | NO_DEVICES | NO_EXECUTION)
    _fill(root + HOME, work, account)
    _mount(None, root, None, REMOUNT | BIND | READ_ONLY | NO_SUID | NO_DEVICES)
    os.chroot(root)
    os.chdir(HOME)
    return 0


def become(account: int | None, limits: dict[str, int]) -> None:
    """Give up rights: take limits and, if one is named, another account.

    Parameters
    ----------
    account
        The number of an account and group without rights, or None to stay who one is.
    limits
        What ``resource.setrlimit`` is to set, by name without ``RLIMIT_``; a limit already lower stays.
    """
    import resource

    for name, value in limits.items():
        if (kind := getattr(resource, f"RLIMIT_{name}", None)) is not None:
            highest = resource.getrlimit(kind)[1]
            least = value if highest == resource.RLIM_INFINITY else min(value, highest)
            resource.setrlimit(kind, (least, least))
    if account is not None:
        os.setgroups([])
        os.setgid(account)
        os.setuid(account)
    os.umask(0o077)
    _call("prctl", NO_NEW_RIGHTS, 1, 0, 0, 0)
    _call("prctl", DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)


def _call(name: str, *values: Any) -> int:
    """Call a function of the C library, where there is one of this name."""
    function = getattr(ctypes.CDLL(None, use_errno=True), name, None)
    return int(function(*values)) if function else -1


def _unshare(flags: int) -> None:
    if _call("unshare", flags):
        code = ctypes.get_errno()
        raise OSError(code, f"no namespaces of one's own: {os.strerror(code)}")


def _mount(what: str | None, where: str, kind: str | None, flags: int, options: str | None = None) -> None:
    texts = [None if text is None else os.fsencode(text) for text in (what, where, kind, options)]
    if _call("mount", *texts[:3], ctypes.c_ulong(flags), texts[3]):
        code = ctypes.get_errno()
        raise OSError(code, f"cannot mount {what} on {where}: {os.strerror(code)}")


def _made(folder: str) -> str:
    os.makedirs(folder, exist_ok=True)
    return folder


def _show(path: str, where: str) -> None:
    """Show a file or folder of the computer's, read-only."""
    if os.path.isdir(path):
        _made(where)
    else:
        _made(os.path.dirname(where))
        Path(where).touch()
    _mount(path, where, None, BIND | RECURSIVE)
    _mount(None, where, None, REMOUNT | BIND | READ_ONLY | _kept_flags(where))


def _kept_flags(where: str) -> int:
    """The flags of a mount that an ordinary user may not take away."""
    state = os.statvfs(where).f_flag
    pairs = (
        (os.ST_NOSUID, NO_SUID),
        (os.ST_NODEV, NO_DEVICES),
        (os.ST_NOEXEC, NO_EXECUTION),
        (os.ST_NOATIME, NO_ACCESS_TIME),
        (os.ST_NODIRATIME, NO_FOLDER_ACCESS_TIME),
        (os.ST_RELATIME, RELATIVE_ACCESS_TIME),
    )
    return sum(flag for sign, flag in pairs if state & sign)


def _cover(where: str) -> None:
    """Put nothing in the place of a file or folder."""
    if os.path.isdir(where):
        _mount("tmpfs", where, "tmpfs", READ_ONLY | NO_SUID | NO_DEVICES, "size=4k,mode=000")
    elif os.path.exists(where):
        _mount("/dev/null", where, None, BIND)


def _fill(home: str, work: str, account: int | None) -> None:
    """Copy the files to work with into the home."""
    shutil.copytree(work, home, dirs_exist_ok=True)
    if account is not None:
        for path in [Path(home), *Path(home).rglob("*")]:
            os.chown(path, account, account)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
