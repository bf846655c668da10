"""Matching labels to classes, as the contract has it."""

import pytest

from core.classes import FieldValues, match_to_model, merged, number_classes
from core.colours import class_colours
from core.errors import LabelError, UnknownClasses, UnreadableFile
from core.jobs import UnknownClassPolicy
from core.model_card import LandCoverClass

ERROR, IGNORE, EXTEND = UnknownClassPolicy
KNOWN = (
    LandCoverClass(2, "Maize", "#ffff00"),
    LandCoverClass(5, "wheat", "#ff0000"),
    LandCoverClass(9, "forest", "#00ff00"),
)


def text(*names, **more):
    return FieldValues({name: name for name in names}, False, "layer (crop)", **more)


def numbers(*values):
    return FieldValues({str(v): str(v) for v in values}, True, "layer (code)")


def pairs(matching):
    return [(entry.value, entry.name) for entry in matching.classes]


def test_training_numbers_text_by_name_and_keeps_integers():
    assert pairs(number_classes(text("wheat", "maize", "Beet"))) == [
        (1, "Beet"),
        (2, "maize"),
        (3, "wheat"),
    ]
    assert pairs(number_classes(numbers(211, 11))) == [(11, "11"), (211, "211")]
    named = FieldValues({"211": "maize", "11": "wheat"}, True, "layer")
    assert pairs(number_classes(named)) == [(11, "wheat"), (211, "maize")]


def test_text_meets_the_model_by_name_trimmed_in_any_case():
    matching = match_to_model(text(" maize ", "WHEAT"), KNOWN, "", ERROR)
    assert matching.class_values == {" maize ": 2, "WHEAT": 5}
    assert matching.new_classes == ()
    assert "WHEAT → 5 wheat" in matching.lines


def test_integers_meet_the_model_by_value():
    assert match_to_model(numbers(9, 2), KNOWN, "", ERROR).class_values == {"9": 9, "2": 2}


def test_unknown_classes_are_an_error_with_the_ways_out():
    with pytest.raises(UnknownClasses) as caught:
        match_to_model(text("maize", "rye", "beet"), KNOWN, "", ERROR)
    assert "beet, rye" in caught.value.message
    assert "2 Maize, 5 wheat, 9 forest" in caught.value.message
    for way in ("ignore", "extend", "--class-map"):
        assert way in caught.value.hint


def test_unknown_classes_can_be_left_out():
    matching = match_to_model(text("maize", "rye"), KNOWN, "", IGNORE)
    assert matching.class_values == {"maize": 2, "rye": 0}
    assert len(matching.classes) == 3
    assert "rye → left out" in matching.lines


def test_unknown_text_extends_above_the_largest_in_sorted_order():
    matching = match_to_model(text("rye", "maize", "beet"), KNOWN, "", EXTEND)
    assert matching.class_values == {"maize": 2, "beet": 10, "rye": 11}
    assert [c.name for c in matching.new_classes] == ["beet", "rye"]
    assert len({c.colour for c in matching.classes}) == 5


def test_an_unknown_integer_keeps_itself():
    matching = match_to_model(numbers(2, 7), KNOWN, "", EXTEND)
    assert matching.class_values == {"2": 2, "7": 7}
    assert [c.value for c in matching.classes] == [2, 5, 9, 7]


def test_a_samples_files_new_class_keeps_its_integer_if_free():
    file = FieldValues({"1": "maize", "7": "rye", "9": "beet"}, False, "f.npz", numbered=True)
    matching = match_to_model(file, KNOWN, "", EXTEND)
    assert matching.class_values == {"1": 2, "7": 7, "9": 10}


def test_a_mapping_file_decides(tmp_path):
    path = tmp_path / "map.csv"
    path.write_text(
        "field_value,class_value,class_name\nM1,2,\nW,5,wheat\nroad,,\nrye,30,Winter rye\n"
    )
    with pytest.raises(UnknownClasses, match="Winter rye"):
        match_to_model(text("M1", "W", "road", "rye"), KNOWN, str(path), ERROR)
    matching = match_to_model(text("M1", "W", "road", "rye"), KNOWN, str(path), EXTEND)
    assert matching.class_values == {"M1": 2, "W": 5, "road": 0, "rye": 30}
    assert pairs(matching)[-1] == (30, "Winter rye")


def test_a_mapping_file_must_be_whole(tmp_path):
    path = tmp_path / "map.csv"
    path.write_text("field_value,class_value,class_name\nM1,2,\n")
    with pytest.raises(LabelError, match="says nothing about W of layer"):
        match_to_model(text("M1", "W"), KNOWN, str(path), ERROR)
    path.write_text("field_value,class_value\nM1,x2\n")
    with pytest.raises(LabelError, match="class_value 'x2' of 'M1'"):
        match_to_model(text("M1"), KNOWN, str(path), ERROR)
    path.write_text("a,b\n1,2\n")
    with pytest.raises(LabelError, match="needs the columns field_value"):
        match_to_model(text("M1"), KNOWN, str(path), ERROR)
    with pytest.raises(UnreadableFile, match="nowhere"):
        match_to_model(text("M1"), KNOWN, "nowhere.csv", ERROR)


def test_nothing_in_common_is_an_error():
    with pytest.raises(LabelError, match="No value of layer"):
        match_to_model(text("rye"), KNOWN, "", IGNORE)


def test_one_value_with_two_names_is_refused():
    with pytest.raises(LabelError, match="1 is called maize and rye"):
        merged([FieldValues({"1": "maize"}, True, "a"), FieldValues({"1": "rye"}, True, "b")])


def test_too_many_values_are_no_classes():
    with pytest.raises(LabelError, match="1500 different values"):
        number_classes(text(*map(str, range(1500))))


def test_colours_are_what_a_reader_expects_and_differ():
    names = ["water", "Deciduous forest", "winter_wheat", "rice", "x1", "spring wheat"]
    colours = class_colours(names)
    assert len(set(colours)) == 6
    blue = int(colours[0][5:], 16)
    assert blue > int(colours[0][1:3], 16)
    green = int(colours[1][3:5], 16)
    assert green > max(int(colours[1][1:3], 16), int(colours[1][5:], 16))
    assert not set(class_colours(names, used=colours)) & set(colours)


def test_a_number_is_matched_by_name_before_value():
    """A field of 0 and 1 is numbered 1 and 2; its user still says 0 and 1."""
    known = (LandCoverClass(1, "0", "#111111"), LandCoverClass(2, "1", "#222222"))
    assert match_to_model(numbers(1), known, "", ERROR).class_values == {"1": 2}
    with pytest.raises(UnknownClasses):
        match_to_model(numbers(2), known, "", ERROR)


def test_one_stray_zero_leaves_the_other_numbers_alone():
    stray = FieldValues({"0": "0", "2": "2", "9": "9"}, False, "layer")
    matching = match_to_model(stray, KNOWN, "", EXTEND)
    assert matching.class_values == {"0": 10, "2": 2, "9": 9}


def test_names_that_differ_in_case_are_one_class():
    matching = number_classes(text("Maize", "maize", "rye"))
    assert matching.class_values == {"Maize": 1, "maize": 1, "rye": 2}
    assert len(matching.classes) == 2


def test_no_class_value_is_left():
    known = (LandCoverClass(65535, "last", "#111111"),)
    with pytest.raises(LabelError, match="no class value left for rye"):
        match_to_model(text("rye"), known, "", EXTEND)


def test_new_classes_can_be_told_from_those_that_are_there():
    """Maize is orange and wheat yellow, whatever was coloured before."""
    known = class_colours(["cabbages", "grassland", "maize", "other_legumes", "potatoes"])
    new = class_colours(["hemp", "sugar_beet", "winter_wheat"], used=known)
    assert (known[2], new[2]) == ("#e07b00", "#e6b800")
    channels = [bytes.fromhex(colour[1:]) for colour in (*known, *new)]
    for number, one in enumerate(channels):
        for other in channels[:number]:
            assert sum((a - b) ** 2 for a, b in zip(one, other)) > 60**2


def coloured(path, rows, values, policy=EXTEND):
    path.write_text("field_value,class_value,class_name,colour\n" + rows)
    return match_to_model(text(*values), KNOWN, str(path), policy)


def test_a_mapping_file_colours_new_classes(tmp_path):
    path = tmp_path / "map.csv"
    rows = "M,2,,#123456\nrye,30,,#A1B2C3\nbeet,31,Beet,\nhemp,30,rye,\n"
    matching = coloured(path, rows, ["M", "rye", "beet", "hemp"])
    colours = {entry.name: entry.colour for entry in matching.classes}
    assert colours["Maize"] == "#ffff00"  # the model's own stays
    assert colours["rye"] == "#a1b2c3"
    assert colours["Beet"] not in {"#a1b2c3", "", *(entry.colour for entry in KNOWN)}


def test_a_bad_colour_is_refused(tmp_path):
    path = tmp_path / "map.csv"
    for wrong in ("red", "#12345", "123456", "#12345g"):
        with pytest.raises(LabelError, match=f"colour '{wrong}' of 'rye' is not #rrggbb"):
            coloured(path, f"rye,30,,{wrong}\n", ["rye"])
    two = "rye,30,,#112233\nhemp,30,,#112234\n"
    with pytest.raises(LabelError, match="the class 30 the colours #112233 and #112234"):
        coloured(path, two, ["rye", "hemp"])
    left_out = coloured(path, f"M,2,,\n{two}", ["M", "rye", "hemp"], IGNORE)
    assert left_out.new_classes == ()  # classes that are left out have no colour to disagree on
