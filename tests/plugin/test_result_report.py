"""The report of the real command, as the result page reads it."""

import pytest

from sourcerer.sourcerer_plugin.result.report import read_report


def test_the_report_of_the_real_command_is_read(scene, core_command, tmp_path):
    output = tmp_path / "map.tif"
    core_command(
        *("map", "--model", scene.model, "--series", scene.target, "--threads", 1),
        *("--polygons", scene.target_parcels, "--field", "crop", "--output", output),
        *("--method", "naive", "--updates", 30),
    )
    report = read_report(str(output.with_suffix(".json")))
    accuracy = report.accuracy
    hits = sum(row[place] for place, row in enumerate(accuracy.matrix))
    assert hits / accuracy.n_pixels == pytest.approx(accuracy.overall.value)
    assert sum(one.n_reference for one in accuracy.classes) == accuracy.n_pixels
    assert report.adapted.method == "naive"
    assert 0 <= report.changed_share <= 1
