"""A backup that only who has the key can read, made and opened by age or gpg when that is on this computer."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import IO, Literal

from pipelines.errors import InputError, UsageError

Tool = Literal["age", "gpg"]
_AGE = (b"age-encryption.org/", b"-----BEGIN AGE ENCRYPTED FILE-----")
_GPG = b"-----BEGIN PGP MESSAGE-----"


def tool_of(path: Path) -> Tool | None:
    """What a file was encrypted with, by how it begins; None for one that is not."""
    with path.open("rb") as file:
        start = file.read(64)
    if start.startswith(_AGE):
        return "age"
    # Every packet of OpenPGP begins with its highest bit set; nothing of a zip file does.
    return "gpg" if start.startswith(_GPG) or start[:1] >= b"\x80" else None


def insist_on(tool: Tool) -> None:
    """Raises UsageError when the tool is not on this computer."""
    if shutil.which(tool) is None:
        raise UsageError(
            f"{tool} staat niet op deze computer; er is niets gemaakt of veranderd.",
            f"Installeer {tool}, of maak een reservekopie zonder --encrypt op een plek die alleen u kunt lezen.",
        )


def encrypted(tool: Tool, recipient: str, target: IO[bytes], write: Callable[[IO[bytes]], int]) -> int:
    """Has what `write` writes encrypted into `target`; without a recipient the tool asks for a password itself.

    Nothing that can be read stands on the disk in between. Raises UsageError when the tool refuses.
    """
    insist_on(tool)
    if tool == "age":
        how = ["age", "--recipient", recipient] if recipient else ["age", "--passphrase"]
    else:
        # Whose key it is, is for who names it: gpg would ask whether that is sure.
        how = ["gpg", "--quiet", "--output", "-"]
        how += ["--trust-model", "always", "--encrypt", "--recipient", recipient] if recipient else ["--symmetric"]
    inner, outer = os.pipe()
    with subprocess.Popen(how, stdin=inner, stdout=target) as process:  # noqa: S603  # the names are ours
        os.close(inner)
        try:
            with os.fdopen(outer, "wb") as pipe:
                count = write(pipe)
        except BrokenPipeError:
            count = 0
        except BaseException:
            process.kill()
            raise
    if process.returncode or not count:
        raise UsageError(
            f"{tool} heeft de reservekopie niet versleuteld; er is niets gemaakt.",
            f"Wat {tool} daarover zegt staat hierboven. Klopt de ontvanger, en is er ruimte op de schijf?",
        )
    return count


def decrypted(tool: Tool, path: Path, target: Path, identity: Path | None) -> None:
    """Writes what an encrypted file holds. Raises InputError when the tool cannot open it."""
    insist_on(tool)
    if tool == "age":
        how = ["age", "--decrypt", *(["--identity", str(identity)] if identity else []), str(path)]
    else:
        how = ["gpg", "--quiet", "--output", "-", "--decrypt", str(path)]
    with target.open("xb") as file:
        done = subprocess.run(how, stdout=file, check=False)  # noqa: S603  # the names are ours
    if done.returncode:
        raise InputError(
            f"{tool} kan {path} niet openen. Er is niets veranderd.",
            f"Wat {tool} daarover zegt staat hierboven; nodig is de sleutel of het wachtwoord waarmee het is versleuteld.",
        )
