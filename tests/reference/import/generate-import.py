"""Writes the files of this folder with other people's writers: pandas (Stata), ReadStat through pyreadstat (SPSS), openpyxl (spreadsheets).

    pip install pandas==3.1.1 pyreadstat==1.3.7 openpyxl==3.1.5 && python generate-import.py

What they hold is written out in the tests, by hand. Time stamps inside are fixed where the writer allows it.
"""
from datetime import date, datetime
import numpy as np
import pandas as pd
import pyreadstat

STAMP = datetime(2024, 1, 2, 3, 4)
LONG = "lang " * 600  # 3000 characters: beyond the 2045 of a Stata str, and of several pieces in SPSS


def panel(name_of_city):
    return pd.DataFrame(
        {
            "school": ["Zuid", name_of_city, "", "Zuid"],
            "year": np.array([2019, 2019, 2020, 2020], dtype=np.int16),
            "small": np.array([-127, 0, 1, 100], dtype=np.int8),
            "large": np.array([-2147483647, 0, 1, 2147483620], dtype=np.int32),
            "half": np.array([0.5, np.nan, -1.25, 3e38 / 2], dtype=np.float32),
            "share": np.array([0.1, 1 / 3, np.nan, 8.9e307]),
            "day": pd.to_datetime(["1960-01-01", "2020-02-29", None, "1959-12-31"]),
            "month": pd.to_datetime(["1960-01-01", "2020-02-01", None, "1959-12-01"]),
            "quarter": pd.to_datetime(["1960-01-01", "2020-04-01", None, "1959-10-01"]),
            "moment": pd.to_datetime(["1960-01-01 00:00:00", "2020-02-29 13:45:30.250", None, "1959-12-31 23:59:59"], format="ISO8601"),
            "sector": pd.Categorical(["techniek", "zorg", None, "techniek"], categories=["techniek", "zorg"]),
            "memo": ["kort", LONG, "", "kort"],
        }
    )


LABELS = {"school": "Naam van de school", "share": "Aandeel techniek"}
DATES = {"day": "td", "month": "tm", "quarter": "tq", "moment": "tc"}
for version, city, order in [(117, "Café Zuid", "<"), (118, "Café Łódź €", "<"), (119, "Café Łódź €", "<"), (118, "Café Łódź €", ">")]:
    panel(city).to_stata(
        f"panel-{version}{'-msf' if order == '>' else ''}.dta",
        version=version,
        byteorder=order,
        convert_dates=DATES,
        convert_strl=["memo"],
        write_index=False,
        time_stamp=STAMP,
        data_label="Voorbeeld",
        variable_labels={**LABELS, "year": "Jaar" if version == 117 else "Jaar €"},
    )

people = pd.DataFrame(
    {
        "school": ["Zuid", "Café Łódź €", "onbekend", "x"],
        "income": [1.5, np.nan, -99.0, -98.0],
        "n": [0.0, 1.0, 2.0, 9.0],
        "day": [date(2020, 1, 31), date(1582, 10, 15), None, date(1999, 12, 31)],
        "moment": pd.to_datetime(["2020-01-31 08:30:00", None, "1999-12-31 23:59:59", "1970-01-01 00:00:00"]),
        "memo": ["kort", "".join(chr(97 + k % 26) for k in range(700)), "", "é" * 200],
        "w": [1.0, 2.0, 0.5, 1.0],
    }
)
for name, options in {"plain": {}, "row": {"row_compress": True}, "zlib": {"compress": True}}.items():
    pyreadstat.write_sav(
        people,
        f"people-{name}.{'zsav' if name == 'zlib' else 'sav'}",
        file_label="Voorbeeld",
        column_labels={"school": "Naam van de school", "income": "Inkomen €"},
        variable_value_labels={"n": {0: "geen", 1: "één", 9: "weet niet"}, "school": {"Zuid": "School Zuid"}, "income": {-99: "weigert"}},
        missing_ranges={"income": [{"lo": -99, "hi": -97}], "n": [9], "school": ["onbekend"]},
        **options,
    )
# The writer puts the clock into bytes 92 to 108 of the header.
for name in ("people-plain.sav", "people-row.sav", "people-zlib.zsav"):
    with open(name, "r+b") as file:
        file.seek(92)
        file.write(b"02 Jan 2403:04:05")
# 300 cases and a wide range of numbers, so that byte codes, literal values and the ends of command blocks fall everywhere.
many = pd.DataFrame({"id": np.arange(300.0), "value": np.where(np.arange(300) % 7 == 0, np.nan, (np.arange(300) - 150) * 1.5), "text": [f"r{k % 40}" if k % 5 else "" for k in range(300)]})
for name, options in {"many-row.sav": {"row_compress": True}, "many-zlib.zsav": {"compress": True}}.items():
    pyreadstat.write_sav(many, name, **options)
    with open(name, "r+b") as file:
        file.seek(92)
        file.write(b"02 Jan 2403:04:05")

# Spreadsheets with openpyxl.
from openpyxl import Workbook


def workbook(name, **sheets):
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(name)


workbook(
    "titled.xlsx",
    Telling=[
        ["Leerlingen techniek per school"],
        [],
        ["school", "jaar", "n", "aandeel", "peildatum", "code", None],
        ["Zuid", 2019, 12, 0.5, date(2019, 10, 1), "007", None],
        ["Zuid", 2020, "<5", 0.1, date(2020, 10, 1), "008", None],
        [],
        ["Noord", 2019, 0, None, date(2019, 10, 1), "007", None],
        ["Noord", 2020, "*", 1 / 3, date(2020, 10, 1), "007", None],
    ],
)
workbook("two-sheets.xlsx", A=[["x", "y"], [1, 2], [2, 4], [3, 7]], B=[["x", "y"], [1, 9]])
workbook("no-header.xlsx", Blad1=[[1, 2, 3], [4, 5, 6]])
workbook("twice.xlsx", Blad1=[["x", "y", "x"], [4, 5, 6]])
