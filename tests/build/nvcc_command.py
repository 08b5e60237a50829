# SPDX-License-Identifier: Apache-2.0
"""How the build calls nvcc, read from its compile commands, to compile once more with other outputs."""
import json
import shlex
from pathlib import Path

TAKES_A_WORD = ("-o", "-MT", "-MF", "-x")
ARCHITECTURE = ("--generate-code", "-gencode", "-arch")


def command_of(commands, source):
    """Compiler and flags, without what names inputs and outputs."""
    for entry in json.loads(Path(commands).read_text()):
        folder, source = Path(entry["directory"]), Path(source).resolve()
        if (folder / entry["file"]).resolve() != source:
            continue
        words = iter(entry.get("arguments") or shlex.split(entry["command"]))
        kept = []
        for word in words:
            if Path(word).name == "nvcc":
                kept = [word]  # what is before it launches it
            elif word in TAKES_A_WORD:
                next(words)
            elif word not in ("-c", "-MD") and (folder / word).resolve() != source:
                kept.append(word)
        return kept
    raise SystemExit(f"{source} is not in {commands}")


def without_architectures(command):
    return [word for word in command if not word.startswith(ARCHITECTURE)]
