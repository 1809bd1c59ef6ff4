"""Lists as CSV and XLSX: complete, in the reader's words and the hospital's time, harmless where they are opened."""

import csv
import io
import zipfile
from datetime import datetime
from zoneinfo import ZoneInfo

import httpx
import polars
import pytest

from tests.api.serving import key

VACANT = "W1-R1-2"
V1 = "/api/v1"


@pytest.fixture
def kind_of_database() -> str:
    """What these tests look at does not depend on the database."""
    return "sqlite"


@pytest.mark.parametrize("table", ["beds", "requests", "discharges", "lending", "kpis", "log"])
def test_tables_are_exported(client: httpx.Client, table: str) -> None:
    client.post(f"{V1}/admissions", json={"request": "Q1", "bed": "W2-R1-2"}, headers=key())
    rows = list(csv.DictReader(io.StringIO(client.get(f"/export/{table}.csv").content.decode("utf-8-sig"))))
    workbook = polars.read_excel(io.BytesIO(client.get(f"/export/{table}.xlsx").content))
    assert rows
    assert list(rows[0]) == workbook.columns
    assert len(rows) == len(workbook)
    assert "床位" in client.get("/export/beds.csv", headers={"Accept-Language": "zh-CN"}).text.splitlines()[0]


def test_an_empty_list_is_exported_with_its_titles(client: httpx.Client) -> None:
    for request in ("Q1", "Q2", "Q3"):
        client.post(f"{V1}/requests/{request}/cancel", json={}, headers=key())
    assert client.get("/export/requests.csv").content.decode("utf-8-sig").startswith("Request,Urgency,")


def test_exported_times_are_the_hospitals_own_and_the_apis_are_utc(client: httpx.Client) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get("/export/beds.csv").content.decode("utf-8-sig"))))
    shown = client.get(f"{V1}/beds").json()["beds"]
    for row, bed in zip(rows, shown, strict=True):
        assert bed["since"].endswith("+00:00")
        local = datetime.fromisoformat(bed["since"]).astimezone(ZoneInfo("Asia/Shanghai"))
        assert row["Since"] == f"{local:%Y-%m-%d %H:%M}"
    assert {row["Sex of the room"] for row in rows} >= {"women's room"}


@pytest.mark.parametrize(
    ("name", "shown"), [("=1+1", "'=1+1"), ("＝1+1", "'＝1+1"), ("http://evil/x", "http://evil/x")]
)
def test_an_export_is_harmless_in_a_spreadsheet(client: httpx.Client, name: str, shown: str) -> None:
    body = {
        "id": "NEW",
        "patient": {"id": name, "sex": "female", "age_years": 40},
        "source": "emergency",
        "department": "D1",
        "requested_at": "2025-03-10T08:00:00+08:00",
    }
    client.post(f"{V1}/requests", json=body, headers=key())
    client.post(f"{V1}/admissions", json={"request": "NEW", "bed": VACANT}, headers=key())
    rows = csv.DictReader(io.StringIO(client.get("/export/beds.csv").content.decode("utf-8-sig")))
    assert [row["Patient"] for row in rows if row["Bed"] == VACANT] == [shown]
    workbook = zipfile.ZipFile(io.BytesIO(client.get("/export/beds.xlsx").content))
    sheet = workbook.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
