"""Models, samples and weights come from strangers: whatever they hold, nothing but a message."""

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from broken_files import (
    SOUND,
    deep,
    model_bytes,
    model_files,
    npz_of_claims,
    sample_files,
    weight_files,
    with_header,
)
from hypothesis import given, settings

from core.errors import SourcererError
from core.model_card import MAX_HEADER_BYTES, read_card
from core.model_file import load_model

ROOT = Path(__file__).parents[2]
LONGEST_MESSAGE = 1000


@pytest.fixture
def shown_or_refused(command, tmp_path):
    """Run a command on a file with some content; its text is clean, whatever the file holds."""

    def check(name, content, *words):
        path = tmp_path / name
        path.write_bytes(content)
        status, out, err = command(*(words or ["info"]), path)
        assert len(err) < LONGEST_MESSAGE
        assert name in err or status == 0
        assert all(line.isprintable() for line in (out + err).splitlines())
        return status, out, err

    return check


@given(content=model_files())
@settings(max_examples=200)
def test_any_model_file_is_shown_or_refused(shown_or_refused, content):
    shown_or_refused("m.safetensors", content)


@given(content=model_files())
@settings(max_examples=100)
def test_any_model_is_loaded_with_its_weights_or_refused(tmp_path, content):
    path = tmp_path / "m.safetensors"
    path.write_bytes(content)
    with contextlib.suppress(SourcererError):
        assert load_model(str(path), torch.device("cpu")).card.classes


@given(content=sample_files())
@settings(max_examples=100)
def test_any_samples_file_is_shown_or_refused(shown_or_refused, content):
    ending, content = content
    shown_or_refused(f"s.{ending}", content)


@given(content=weight_files())
@settings(max_examples=60)
def test_any_weights_file_is_imported_or_refused(shown_or_refused, tmp_path, content):
    card, output = tmp_path / "card.json", tmp_path / "made.safetensors"
    properties = {
        "name": "toy",
        "bands": list(SOUND.bands),
        "ranges": [[0, 1]] * 2,
        "season_start": "2020-01-01",
        "offsets": list(SOUND.grid.offsets),
        "classes": [{"value": entry.value, "name": entry.name} for entry in SOUND.classes],
    }
    card.write_text(json.dumps(properties))
    words = ["import-model", "--card", card, "--output", output]
    status, _, _ = shown_or_refused("w.pth", content, *words)
    assert output.exists() == (status == 0)
    if status == 0:
        assert read_card(output).classes[0].name == "class 0"
        output.unlink()


@pytest.mark.parametrize(
    "content",
    [
        MAX_HEADER_BYTES.to_bytes(8, "little") + b"[" * MAX_HEADER_BYTES,
        with_header(b'{"__metadata__":{"mlm":"' + b"[" * 10_000_000 + b'"}}'),
        model_bytes(deep(900)),
        (2**64 - 1).to_bytes(8, "little") + b"{}" * 99,
        with_header(b'{"__metadata__":{"mlm":"{\\"a\\":' + b"9" * 5_000_000 + b'}"}}'),
    ],
    ids=["all header", "deep text", "deep card", "endless header", "huge number"],
)
def test_a_header_that_is_a_bomb_is_refused(shown_or_refused, content):
    status, _, err = shown_or_refused("m.safetensors", content)
    assert status == 1
    assert "m.safetensors" in err


def test_a_card_that_claims_a_giant_takes_no_memory(command, scene, tmp_path):
    """150 million weights are claimed, 700 MB of memory; the file has 5 kB."""
    item = SOUND.to_item("m.safetensors")
    sizes = item["properties"]["mlm:hyperparameters"]["architecture"]
    sizes.update(filters=512, dense=32_768)
    (tmp_path / "m.safetensors").write_bytes(model_bytes(item))
    script = (
        "import resource, sys; from core.cli import main; "
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss; status = main(sys.argv[1:]); "
        "print(status, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)"
    )
    words = ["classify", "--model", tmp_path / "m.safetensors", "--series", scene.folder]
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, words), "--output", str(tmp_path / "map.tif")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "the card asks for" in done.stderr
    status, grown_mb = done.stdout.split()
    assert status == "1"
    assert int(grown_mb) < 400  # PyTorch itself is loaded in between


def test_samples_that_claim_a_giant_are_refused(shown_or_refused):
    for shape in ("(10**13, 2, 3)", "(99999999999999, 2, 3)", "(-4, 2, 3)"):
        status, _, _ = shown_or_refused("s.npz", npz_of_claims(shape))
        assert status == 1


def test_a_pipe_in_the_place_of_a_model_keeps_nobody_waiting(command, tmp_path):
    os.mkfifo(tmp_path / "m.safetensors")
    status, _, err = command("info", tmp_path / "m.safetensors")
    assert status == 1
    assert "m.safetensors is not a file" in err


def test_a_description_does_not_command_the_terminal(shown_or_refused):
    item = SOUND.to_item("m.safetensors")
    item["properties"]["description"] = "fields\x1b]0;owned\x07\x1b[2J\r\n‮end"
    status, out, _ = shown_or_refused("m.safetensors", model_bytes(item))
    assert status == 0
    assert "fields ]0;owned  [2J   end" in out
