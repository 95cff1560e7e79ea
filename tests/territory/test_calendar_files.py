"""Is a year's notice read as an office writes it, refused line by line, and taken over in one act?"""

import io
import json
from datetime import date

import pytest
import xlsxwriter

from incubator.kernel import workdays
from incubator.kernel.access import Role
from incubator.kernel.audit import AuditEvent
from incubator.kernel.calendar import DayKind
from incubator.kernel.db import db
from incubator.kernel.deadlines import CalendarChange
from incubator.kernel.errors import Refusal
from incubator.territory.calendar.queries import months_of
from incubator.territory.calendar.reading import as_json, as_text, as_workbook, read_file
from incubator.territory.calendar.rules import judge

TABLE = (
    "日期,类型,名称\n"
    "2027年1月1日,放假,元旦\n"
    "２０２７－１－２,放假,元旦\n"  # noqa: RUF001 typed with a Chinese keyboard
    "2027/1/3,放假,元旦\n"
    "2027.2.20,上班（调休）,春节\n"
    "20270501,放假,劳动节\n"
)
DAYS = {
    date(2027, 1, 1): (DayKind.HOLIDAY, "元旦"),
    date(2027, 1, 2): (DayKind.HOLIDAY, "元旦"),
    date(2027, 1, 3): (DayKind.HOLIDAY, "元旦"),
    date(2027, 2, 20): (DayKind.WORKDAY, "春节"),
    date(2027, 5, 1): (DayKind.HOLIDAY, "劳动节"),
}
SOURCE = {"source": "国办发明电2026年第9号"}


@pytest.fixture
def manager(build, client_for):
    return client_for(build.person(Role.MANAGER, park=build.park()))


def workbook(rows) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        page, style = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        for number, (day, kind, name) in enumerate(rows):
            if isinstance(day, date):
                page.write_datetime(number, 0, day, style)
            else:
                page.write_string(number, 0, day)
            page.write_string(number, 1, kind)
            page.write_string(number, 2, name)
    return target.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_a_list_is_read_in_every_encoding_and_notation(encoding):
    verdict = judge(read_file(TABLE.encode(encoding), "2027.csv"), 2027)
    assert verdict.faults == []
    assert verdict.days == DAYS


def test_a_workbook_with_real_dates_is_read():
    rows = [
        ("日期", "类型", "名称"),
        (date(2027, 1, 1), "放假", "元旦"),
        ("2027-2-20", "上班", "春节"),
    ]
    verdict = judge(read_file(workbook(rows), "2027.xlsx"), 2027)
    assert set(verdict.days) == {date(2027, 1, 1), date(2027, 2, 20)}
    assert verdict.faults == []


@pytest.mark.parametrize(
    "data",
    [
        [{"date": "2027-01-01", "kind": "放假", "name": "元旦"}],
        [{"日期": "2027年1月1日", "类型": "放假", "名称": "元旦"}],
        {
            "body": {
                "year": 2027,
                "days": [{"date": "2027-01-01", "type": "holiday", "name": {"zh": "元旦"}}],
            }
        },
    ],
)
def test_json_is_read_as_a_list_or_as_the_shipped_files_are(data):
    content = json.dumps(data, ensure_ascii=False).encode()
    assert judge(read_file(content, "2027.json"), 2027).days == {
        date(2027, 1, 1): (DayKind.HOLIDAY, "元旦")
    }


@pytest.mark.parametrize("maker", [as_text, as_workbook, as_json])
def test_what_is_exported_is_read_again_as_it_was(maker):
    rows = [(day, kind, name) for day, (kind, name) in sorted(DAYS.items())]
    made = maker([*rows, (date(2027, 12, 31), DayKind.HOLIDAY, "=1+1")])
    content = made if isinstance(made, bytes) else made.encode()
    verdict = judge(read_file(content, "x.json" if maker is as_json else "x"), 2027)
    assert verdict.faults == []
    assert verdict.days == {**DAYS, date(2027, 12, 31): (DayKind.HOLIDAY, "=1+1")}


def test_every_wrong_line_is_named_with_its_reason(context):
    text = (
        "日期,类型,名称\n"
        "2026-10-01,放假,国庆节\n"
        "2027-10-02,放假,国庆节\n"
        "2027-10-02,上班,国庆节\n"
        "2027-10-03,也许,国庆节\n"
        "2027-02-29,放假,春节\n"
        "10月3日,放假,国庆节\n"
        "2027-10-08,上班,国庆节\n"
        "2027-10-04,放假," + "长" * 41 + "\n"
        "2027-10-02,放假,国庆节\n"
    )
    verdict = judge(read_file(text.encode(), "x.csv"), 2027)
    said = {fault.line: str(fault.reason) for fault in verdict.faults}
    assert sorted(said) == [2, 4, 5, 6, 7, 8, 9]
    assert "2026" in said[2]
    assert "3" in said[4]
    assert "也许" in said[5]
    assert "2027-02-29" in said[6]
    assert "10月3日" in said[7]
    assert len({said[8], said[9]}) == 2
    assert verdict.days == {date(2027, 10, 2): (DayKind.HOLIDAY, "国庆节")}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n,,\n",
        b"PK\x03\x04nothing",
        b"{",
        b'{"body": 1}',
        b"[1]",
        b"\x00\x01",
        b"a" * 1_100_000,
    ],
)
def test_what_is_no_list_is_refused(context, content):
    with pytest.raises(Refusal):
        read_file(content, "x.csv")


def test_a_leap_day_may_be_a_holiday():
    verdict = judge(read_file("2028年2月29日,放假,本县节日".encode(), "x.csv"), 2028)
    assert verdict.days == {date(2028, 2, 29): (DayKind.HOLIDAY, "本县节日")}


def send(browser, post, content, **facts):
    url = "/working-days/2027/import"
    body = {**SOURCE, "file": (io.BytesIO(content), "2027.csv"), **facts}
    return post(browser, url, body, page="/working-days")


def hidden(text, name):
    return text.split(f'name="{name}"', 1)[1].split('value="', 1)[1].split('"', 1)[0]


def test_a_notice_is_shown_first_and_taken_over_in_one_act(manager, post):
    shown = send(manager, post, TABLE.encode("gbk"))
    assert shown.status_code == 200
    assert workdays.list_days(2027) == []
    assert "1月1日" in shown.text
    lines = hidden(shown.text, "lines").replace("&#13;", "\r").replace("&#10;", "\n")
    url = "/working-days/2027/import"
    facts = {**SOURCE, "lines": lines, "agreed": hidden(shown.text, "agreed")}
    done = post(manager, url, facts, page="/working-days")
    assert done.status_code == 303
    assert {row.day: (row.kind, row.name["zh"]) for row in workdays.list_days(2027)} == DAYS
    assert not workdays.after(date(2027, 3, 1), 1).provisional
    assert db.session.query(CalendarChange).one().what == SOURCE["source"]
    again = send(manager, post, "2027-01-01,放假,元旦".encode())
    assert again.text.count("平常日") == 4  # what the new notice does not hold is taken out
    audited = db.session.query(AuditEvent.action).all()
    assert [row for (row,) in audited].count("calendar_days.created") >= 5


def test_a_faulty_file_changes_nothing(manager, post):
    answer = send(manager, post, (TABLE + "2026-01-05,放假,元旦\n").encode())
    assert answer.status_code == 422
    assert "第" in answer.text or "2026" in answer.text
    assert workdays.list_days(2027) == []
    forged = {**SOURCE, "lines": "2026-01-05,放假,元旦", "agreed": "0"}
    assert post(manager, "/working-days/2027/import", forged, page="/home").status_code == 422
    assert send(manager, post, b"%PDF-1.4 nothing").status_code == 422
    assert post(manager, "/working-days/2027/import", SOURCE, page="/home").status_code == 422


def test_only_the_calendar_s_keepers_import_and_readers_export(build, client_for, post):
    clerk = client_for(build.person(Role.CLERK, park=build.park()))
    assert clerk.get("/working-days/2027/import").status_code == 403
    exported = clerk.get("/working-days/2026/export.csv")
    assert exported.status_code == 200
    verdict = judge(read_file(exported.data, "x.csv"), 2026)
    assert len(verdict.days) == 39
    assert verdict.faults == []
    assert clerk.get("/working-days/2026/export.exe").status_code == 404


def test_a_year_is_drawn_as_twelve_months(manager, context):
    months = months_of(2026, workdays.list_days(2026))
    assert sum(month.working_days for month in months) == 248
    assert [len([c for w in m.weeks for c in w if c]) for m in months][1] == 28
    page = manager.get("/working-days?year=2026").text
    assert page.count('class="month"') == 12
    assert page.count('class="day-off') == 34  # with the key above
    assert page.count('class="day-on') == 7
    assert manager.get("/working-days?year=2028").text.count('class="month"') == 12
