"""Samples as a table: nothing is lost on the way out and back, and other programs can make one."""

import json
from datetime import date

import numpy as np
import pytest

from core.model_card import read_card
from core.samples import Samples, SamplesFile, read_samples, write_samples
from core.season import DateGrid

HEADER = (
    "polygon_id,class_value,class_name,2020-01-01 B04,2020-01-01 B08,2020-01-11 B04,2020-01-11 B08"
)


def test_the_table_holds_all_that_the_samples_file_holds(scene, tmp_path, command):
    table, arrays = tmp_path / "s.csv", tmp_path / "s.npz"
    for target in (table, arrays):
        status, out, err = command("samples", *scene.labels, "--output", target)
        assert status == 0, err
        assert "256 samples of 16 polygons" in out
    found, expected = read_samples(str(table)), read_samples(str(arrays))
    for name in ("x", "y", "polygon_id"):
        np.testing.assert_array_equal(getattr(found, name), getattr(expected, name))
    for name in ("bands", "dates", "class_names"):
        assert getattr(found, name) == getattr(expected, name)
    lines = table.read_text().splitlines()
    assert len(lines) == 257
    assert lines[0].startswith("polygon_id,class_value,class_name,2020-01-01 B04,2020-01-01 B08,")
    shown = command("info", table)[1]
    assert shown == command("info", arrays)[1]
    assert "1 autumn (128), 2 spring (128)" in shown


def test_numbers_come_back_exactly_and_missing_ones_as_missing(tmp_path):
    table = tmp_path / "s.csv"
    values = [0.1, np.nan, 10000, 2.5, 1 / 3, 3.4e38, 16777217, -1e-30]
    x = np.array(values, np.float32).reshape(2, 2, 2)
    grid = DateGrid(date(2020, 1, 1), (0, 10))
    samples = Samples(x, np.array([3, 9]), np.array([-4, 10**12]), ("B04", "B08"), grid)
    write_samples(table, samples, {3: 'wheat, "winter"', 9: "forêt"})
    lines = table.read_text("utf-8").splitlines()
    assert lines[1] == '-4,3,"wheat, ""winter""",0.1,10000,,2.5'  # dates before bands
    again = read_samples(str(table))
    np.testing.assert_array_equal(again.x, x)
    assert again.polygon_id.tolist() == [-4, 10**12]
    assert again.class_names == {3: 'wheat, "winter"', 9: "forêt"}


def test_a_table_of_another_program_may_order_its_columns_and_rows_otherwise(tmp_path):
    path = tmp_path / "s.csv"
    path.write_text(
        "\ufeffclass_name,2020-01-11 B08,2020-01-01 B04,polygon_id,2020-01-01 B08,class_value,"
        "2020-01-11 B04\r\nmaize,4,1,7,3,2,\r\n\r\nwheat,8,5,6,7,1,6\r\n",
        "utf-8",
    )
    file: SamplesFile = read_samples(str(path))
    assert file.bands == ("B08", "B04")
    assert [day.day for day in file.dates] == [1, 11]
    np.testing.assert_array_equal(file.x, [[[3, 4], [1, np.nan]], [[7, 8], [5, 6]]])
    assert (file.y.tolist(), file.polygon_id.tolist()) == ([2, 1], [7, 6])
    assert file.class_names == {1: "wheat", 2: "maize"}


def test_a_table_trains_and_adapts(scene, source_model, tmp_path, command):
    table, model = tmp_path / "s.csv", tmp_path / "m.safetensors"
    assert command("samples", *scene.labels, "--output", table)[0] == 0
    arguments = ["--samples", table, "--updates", "5", "--output"]
    status, _, err = command("train", *arguments, model)
    assert status == 0, err
    assert [c.name for c in read_card(model).classes] == ["autumn", "spring"]
    status, out, _ = command(
        "adapt", "--model", source_model, *arguments, tmp_path / "a.safetensors", "--json"
    )
    assert status == 0
    assert json.loads(out)["figures"]["n_labelled"] == 256


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        ("", "no column polygon_id, class_value, class_name"),
        (HEADER.replace(",", ";"), "no column polygon_id, class_value, class_name, divided by"),
        (HEADER, "X has shape (0, 2, 2)"),
        (HEADER + ",note\n", "its column 'note' is not called YYYY-MM-DD BAND"),
        (HEADER + ",2020-13-11 B04\n", "month must be in 1..12"),
        (HEADER + ",2020-01-21 B04\n", "no column 2020-01-21 B08, but others of that date"),
        (HEADER + ",2020-01-11 B08\n", "column 2020-01-11 B08 stands twice"),
        (HEADER + "\n1,1,a,1,2,3,4\n1,1,a,1,2,3\n", "line 3 has 6 columns, the first 7"),
        (HEADER + "\n1,1,a,1,2,3,4\n1,1,a,1,x,3,4\n", "line 3: could not convert string"),
        (HEADER + "\n1,1.5,a,1,2,3,4\n", "line 2: invalid literal for int() with base 10: '1.5'"),
        (HEADER + "\n1,1,a,1,2,3,4\n2,1,b,1,2,3,4\n", "line 3 calls 1 b, others a"),
        (HEADER + "\n1,0,a,1,2,3,4\n", "class values [0] have no name or are not from 1"),
        (HEADER + '\n1,1,"a,1,2,3,4\n', "line 2: unexpected end of data"),
    ],
)
def test_what_is_no_such_table_is_refused_and_says_where(tmp_path, command, text, fragment):
    path = tmp_path / "s.csv"
    path.write_text(text)
    status, _, err = command("info", path)
    assert status == 1
    assert "s.csv" in err
    assert fragment in err


def test_what_is_no_text_is_refused(tmp_path, command):
    path = tmp_path / "s.csv"
    path.write_bytes(b"\xff\xfe\x00")
    assert "s.csv cannot be read as a samples file" in command("info", path)[2]
