"""Every format in, the same rows out; what is wrong with a row is said with line and column."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from renderer.errors import FeedError
from renderer.feeds import Row, open_feed

LAMP = {"id": "1", "title": 'Lamp, 5" wide', "price": "19.90 EUR"}
CHAIR = {"id": "2", "title": "Chair\nof oak", "price": "120.00 EUR"}


def rows(path: Path, content: str | bytes, **how: str) -> list[Row]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with open_feed(path, **how) as feed:
        return list(feed)


def said(found: list[Row]) -> list[str]:
    return [str(issue) for row in found for issue in row.issues]


def as_csv(records: list[dict[str, str]], delimiter: str = ",") -> str:
    file = io.StringIO()
    writer = csv.DictWriter(file, list(records[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(records)
    return file.getvalue()


def as_xml(records: list[dict[str, str]]) -> str:
    items = "".join(
        "<item>" + "".join(f"<g:{k}>{escape(v)}</g:{k}>" for k, v in record.items()) + "</item>\n"
        for record in records
    )
    return (
        '<?xml version="1.0"?>\n<rss xmlns:g="http://base.google.com/ns/1.0" version="2.0">'
        f"<channel><title>Shop</title>\n{items}</channel></rss>"
    )


FORMATS = {
    "feed.csv": as_csv,
    "semicolon.csv": lambda records: as_csv(records, ";"),
    "pipe.txt": lambda records: as_csv(records, "|"),
    "feed.tsv": lambda records: as_csv(records, "\t"),
    "feed.jsonl": lambda records: "".join(json.dumps(record) + "\n" for record in records),
    "feed.json": lambda records: json.dumps(records, indent=2),
    "wrapped.json": lambda records: json.dumps({"shop": "Oak", "products": records}),
    "feed.xml": as_xml,
}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_the_same_rows(name: str, tmp_path: Path) -> None:
    found = rows(tmp_path / name, FORMATS[name]([LAMP, CHAIR]))
    assert [dict(row.values) for row in found] == [LAMP, CHAIR]
    assert not said(found)


@pytest.mark.parametrize("name", ["feed.csv", "feed.jsonl", "feed.json", "feed.xml"])
def test_a_feed_may_be_packed(name: str, tmp_path: Path) -> None:
    packed = gzip.compress(FORMATS[name]([LAMP, CHAIR]).encode())
    found = rows(tmp_path / f"{name}.gz", packed)
    assert [dict(row.values) for row in found] == [LAMP, CHAIR]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
def test_the_encoding_is_found_out(encoding: str, tmp_path: Path) -> None:
    content = as_csv([{"id": "1", "title": "Größe: café"}]).encode(encoding)
    assert rows(tmp_path / "feed.csv", content)[0].values["title"] == "Größe: café"


def test_an_encoding_may_be_named(tmp_path: Path) -> None:
    content = as_csv([{"id": "1", "title": "Łóżko"}]).encode("windows-1250")
    found = rows(tmp_path / "feed.csv", content, encoding="windows-1250")
    assert found[0].values["title"] == "Łóżko"


def test_a_row_in_another_encoding_is_repaired_and_reported(tmp_path: Path) -> None:
    content = "id,title\n1,Süß\n".encode() + "2,Café\n".encode("latin-1") + "3,Thé\n".encode()
    found = rows(tmp_path / "feed.csv", content)
    assert [row.values["title"] for row in found] == ["Süß", "Café", "Thé"]
    assert said(found) == ["line 3, column 6: the byte 0xE9 is not UTF-8; read as Windows-1252"]


def test_a_row_with_too_few_values_is_broken_and_the_next_is_not(tmp_path: Path) -> None:
    found = rows(tmp_path / "feed.csv", "id,title,price\n1,Lamp,9\n2,Chair\n3,Desk,7\n")
    assert [row.values.get("id") for row in found] == ["1", None, "3"]
    assert said(found) == ["line 3, column 8: the row has 2 values; the header has 3 columns"]


def test_an_unclosed_quote_costs_one_row(tmp_path: Path) -> None:
    lines = "".join(f"{i},Desk {i},{i}\n" for i in range(2, 1200))
    found = rows(tmp_path / "feed.csv", f'id,title,price\n1,"Lamp",9\n1b,"Chair,8,7\n{lines}')
    assert len(found) == 1200
    assert [row.line for row in found if row.is_broken] == [3]
    assert "quote that isn't closed" in said(found)[0]


def test_a_stray_quote_is_taken_as_it_is_where_the_columns_add_up(tmp_path: Path) -> None:
    found = rows(tmp_path / "feed.tsv", 'id\ttitle\n1\t"Best" lamp\n2\tDesk\n')
    assert found[0].values["title"] == '"Best" lamp'
    assert [issue.kind for row in found for issue in row.issues] == ["stray-quote"]


def test_comments_above_the_header_are_skipped(tmp_path: Path) -> None:
    assert rows(tmp_path / "f.csv", "# Required,#\nid,title\n1,Lamp\n")[0].values["id"] == "1"


@pytest.mark.parametrize(
    ("line", "place"),
    [('{"id": "2", "title": }', "line 2, column 22"), ("[1]", "line 2, column 1")],
)
def test_a_broken_json_line_is_named(line: str, place: str, tmp_path: Path) -> None:
    found = rows(tmp_path / "f.jsonl", f'{{"id": "1"}}\n{line}\n{{"id": "3"}}\n')
    assert [row.is_broken for row in found] == [False, True, False]
    assert said(found)[0].startswith(place)


def test_half_a_json_list_gives_what_is_there(tmp_path: Path) -> None:
    content = json.dumps([LAMP, CHAIR, LAMP], indent=1)
    found = rows(tmp_path / "f.json", content[: content.rindex("title")])
    assert [row.is_broken for row in found] == [False, False, True]
    assert said(found)[0].startswith("line 14, column 3:")


def test_half_an_xml_file_gives_what_is_there(tmp_path: Path) -> None:
    content = as_xml([LAMP, CHAIR, LAMP])
    found = rows(tmp_path / "f.xml", content[: content.rindex("<g:price>")])
    assert [row.is_broken for row in found] == [False, False, True]
    assert said(found) == ["line 6, column 1: the feed ends inside of this item"]


def test_a_mistake_in_xml_costs_one_item(tmp_path: Path) -> None:
    content = as_xml([LAMP, CHAIR, LAMP]).replace("of oak</g:title>", "of oak</title>")
    found = rows(tmp_path / "f.xml", content)
    assert [row.is_broken for row in found] == [False, True, False]
    assert said(found)[0].startswith("line 5, column ")


def test_loose_ampersands_are_mended_and_reported(tmp_path: Path) -> None:
    item = "<item><id>7</id><title>Salt & Pepper&nbsp;set, R&amp;B</title>" + (
        "<description><![CDATA[<b>A & B</b>]]></description></item>"
    )
    found = rows(tmp_path / "f.xml", f"<rss><channel>{item}</channel></rss>")
    assert found[0].values["title"] == "Salt & Pepper\u00a0set, R&B"
    assert found[0].values["description"] == "<b>A & B</b>"
    assert [issue.kind for issue in found[0].issues] == ["loose-ampersand"]
    assert found[0].issues[0].place == "line 1, column 43"


def test_repeated_and_nested_elements_are_lists_and_objects(tmp_path: Path) -> None:
    item = (
        "<item><g:id>7</g:id><g:additional_image_link>a</g:additional_image_link>"
        "<g:additional_image_link>b</g:additional_image_link>"
        "<g:shipping><g:country>DE</g:country><g:price>4 EUR</g:price></g:shipping></item>"
    )
    values = rows(tmp_path / "f.xml", f"<rss>{item}</rss>")[0].values
    assert values["additional_image_link"] == ["a", "b"]
    assert values["shipping"] == {"country": "DE", "price": "4 EUR"}


def test_atom_entries_and_their_links_are_read(tmp_path: Path) -> None:
    entry = '<entry><id>7</id><link href="https://shop.example/7"/></entry>'
    values = rows(tmp_path / "f.xml", f'<feed xmlns="http://www.w3.org/2005/Atom">{entry}</feed>')
    assert values[0].values == {"id": "7", "link": "https://shop.example/7"}


def test_entities_of_a_document_type_are_not_expanded(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    found = rows(tmp_path / "f.xml", f"{bomb}<rss><item><id>1</id><title>&b;</title></item></rss>")
    assert found[0].values["title"] == "&b;"


def test_items_in_comments_are_no_products(tmp_path: Path) -> None:
    content = "<rss><!-- <item><id>1</id></item> --><item><id>2</id></item></rss>"
    assert [row.values["id"] for row in rows(tmp_path / "f.xml", content)] == ["2"]


def test_items_are_found_across_the_pieces_a_file_is_read_in(tmp_path: Path) -> None:
    records = [{"id": str(i), "title": "x" * (i % 700)} for i in range(2000)]
    found = rows(tmp_path / "f.xml", as_xml(records))
    assert [dict(row.values) for row in found if row.values["title"]] == [
        record for record in records if record["title"]
    ]
    assert [row.line for row in found] == list(range(3, 2003))


def test_a_damaged_packed_feed_gives_what_can_be_had(tmp_path: Path) -> None:
    packed = gzip.compress(
        as_csv([{"id": str(i), "title": f"{i * i}"} for i in range(90_000)]).encode()
    )
    found = rows(tmp_path / "f.csv.gz", packed[: len(packed) // 2])
    assert len(found) > 1000
    assert found[-1].is_broken
    assert "packed feed is damaged" in said(found)[-1]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("f.csv", "", "the feed is empty"),
        ("f.xml", "<html><body>Not found</body></html>", "no <item> or <entry>"),
        ("f.json", '{"error": "quota"}\n', None),
        ("f.json", "[1, 2]", "a list of objects is expected"),
    ],
)
def test_what_is_no_feed_is_an_error(
    name: str, content: str, expected: str | None, tmp_path: Path
) -> None:
    if expected is None:
        assert rows(tmp_path / name, content)[0].values == {"error": "quota"}
        return
    with pytest.raises(FeedError, match=expected):
        rows(tmp_path / name, content)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FeedError, match="can't be read"):
        open_feed(tmp_path / "none.csv")


text = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff")
)
records = st.lists(st.fixed_dictionaries({"id": text, "title": text}), min_size=1, max_size=6)
blank_free = records.map(lambda rs: [{k: f"_{v}_" for k, v in r.items()} for r in rs])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records=blank_free, name=st.sampled_from(sorted(FORMATS)))
def test_what_is_written_is_read(records: list[dict[str, str]], name: str, tmp_path: Path) -> None:
    found = rows(tmp_path / name, FORMATS[name](records))
    assert [dict(row.values) for row in found] == records


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(
    content=st.binary(max_size=300)
    | st.text('<item>/&;"{}[],:\n\tab', max_size=200).map(str.encode),
    name=st.sampled_from(["f.csv", "f.tsv", "f.jsonl", "f.json", "f.xml"]),
)
@example(content=b"\x0b\n\x01", name="f.csv")
def test_no_bytes_are_a_surprise(content: bytes, name: str, tmp_path: Path) -> None:
    try:
        found = rows(tmp_path / name, content, format=name[2:])
    except FeedError:
        return
    assert all(row.values or row.issues for row in found)
