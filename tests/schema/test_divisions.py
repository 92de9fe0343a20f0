import pytest

from policygraph.schema.divisions import by_code, full_name, lookup, lookup_county, parents


@pytest.mark.parametrize(
    ("name", "chains"),
    [
        pytest.param("慈溪市", ["浙江省宁波市慈溪市"], id="full"),
        pytest.param("慈溪", ["浙江省宁波市慈溪市"], id="short"),
        pytest.param("内蒙古", ["内蒙古自治区"], id="autonomous-region"),
        pytest.param("恩施州", ["湖北省恩施土家族苗族自治州"], id="prefecture-with-kind"),
        pytest.param("长阳", ["湖北省宜昌市长阳土家族自治县"], id="autonomous-county"),
        pytest.param("浦东", ["上海市浦东新区"], id="new-area"),
        pytest.param("香港", ["香港特别行政区"], id="special-region"),
        pytest.param("仙桃市", ["湖北省仙桃市"], id="below-province"),
        pytest.param("官林镇", ["江苏省无锡市宜兴市官林镇"], id="town"),
        pytest.param("和平", ["广东省河源市和平县"], id="everyday-word-of-districts"),
        pytest.param("某某市", [], id="unknown"),
        pytest.param("市辖区", [], id="placeholder"),
        pytest.param("", [], id="empty"),
    ],
)
def test_lookup(name, chains):
    assert [full_name(d) for d in lookup(name)] == chains


def test_higher_level_first():
    assert [d.level for d in lookup("吉林")] == ["province", "city"]


def test_towns_only_where_asked():
    assert lookup_county("官林镇") == ()


def test_codes_and_parents():
    division = by_code("330282")
    assert division is not None
    assert (division.name, division.short, [p.code for p in parents(division)]) == ("慈溪市", "慈溪", ["33", "3302"])
    assert by_code("999999") is None
