"""Every kind of broken input, with the whole of what the user is told. One table: how a file is made, its problems."""

# ruff: noqa: E501 - what a user reads is asserted in one piece

from tests.scenarios.files.writers import (
    Write,
    document,
    empty_folder,
    missing_file,
    put,
    raw,
    tables,
    twice,
    workbook_without,
)

STAY = "census.stays.0"
REQUEST = "requests.0"
ROOM = "hospital.wards.0.rooms.0"

BROKEN: dict[str, tuple[Write, list[str]]] = {
    "negative capacity": (
        put("hospital.wards.0.staffed_beds", -2),
        ["hospital.wards.0: Ward W1: staffed beds -2, expected >= 0"],
    ),
    "staffed beds above beds": (
        put("hospital.wards.0.staffed_beds", 9),
        ["hospital.wards.0: Ward W1: staffed beds 9, expected at most its 3 beds"],
    ),
    "a hospital without beds": (
        put("hospital.wards", []),
        ["hospital: Hospital Test hospital: 0 wards, expected at least 1"],
    ),
    "a room without beds": (
        put(f"{ROOM}.beds", []),
        [
            "hospital.wards.0.rooms.0: Room W1-R1: capacity 0, expected >= 1 bed",
            "census.stays.0.bed: Stay of in W1-R1-1: unknown bed 'W1-R1-1', expected one of W1-R2-1, W2-R1-1, W2-R1-2",
            "census.statuses.0.bed: Status of bed W1-R1-2: unknown bed 'W1-R1-2', expected one of W1-R2-1, W2-R1-1, W2-R1-2",
        ],
    ),
    "a ward without rooms": (
        put("hospital.wards.1.rooms", []),
        ["hospital.wards.1: Ward W2: 0 rooms, expected at least 1"],
    ),
    "a department twice": (
        twice("hospital.departments"),
        ["hospital.departments.2: Department D1 is defined twice, first at hospital.departments.0, expected once"],
    ),
    "a ward twice": (
        twice("hospital.wards"),
        [
            "hospital.wards.2: Ward W1 is defined twice, first at hospital.wards.0, expected once",
            "hospital.wards.2.rooms.0: Room W1-R1 is defined twice, first at hospital.wards.0.rooms.0, expected once",
            "hospital.wards.2.rooms.1: Room W1-R2 is defined twice, first at hospital.wards.0.rooms.1, expected once",
            "hospital.wards.2.rooms.0.beds.0: Bed W1-R1-1 is defined twice, first at hospital.wards.0.rooms.0.beds.0, expected once",
            "hospital.wards.2.rooms.0.beds.1: Bed W1-R1-2 is defined twice, first at hospital.wards.0.rooms.0.beds.1, expected once",
            "hospital.wards.2.rooms.1.beds.0: Bed W1-R2-1 is defined twice, first at hospital.wards.0.rooms.1.beds.0, expected once",
        ],
    ),
    "a room twice": (
        put("hospital.wards.1.rooms.0.id", "W1-R1"),
        ["hospital.wards.1.rooms.0: Room W1-R1 is defined twice, first at hospital.wards.0.rooms.0, expected once"],
    ),
    "a bed twice": (
        put("hospital.wards.1.rooms.0.beds.0.id", "W1-R1-1"),
        [
            "hospital.wards.1.rooms.0.beds.0: Bed W1-R1-1 is defined twice, first at hospital.wards.0.rooms.0.beds.0, expected once"
        ],
    ),
    "a request twice": (
        twice("requests"),
        [
            "requests.1: Request Q1 is defined twice, first at requests.0, expected once",
            "requests.1: Request of patient P-Q1 is defined twice, first at requests.0, expected once",
        ],
    ),
    "a lending pair twice": (
        twice("hospital.lending"),
        ["hospital.lending.1: Lending D2 to D1 is defined twice, first at hospital.lending.0, expected once"],
    ),
    "an unknown department": (
        put("hospital.wards.0.department", "D9"),
        ["hospital.wards.0.department: Ward W1: unknown department 'D9', expected one of D1, D2"],
    ),
    "an unknown building": (
        put("hospital.wards.0.building", "North"),
        ["hospital.wards.0.building: Ward W1: unknown building 'North', no building is defined"],
    ),
    "an unknown age band": (
        put("hospital.wards.0.age_bands", ["adolt"]),
        [
            "hospital.wards.0.age_bands: Ward W1: unknown age band 'adolt' in age_bands, expected one of adult, elderly, neonatal, paediatric"
        ],
    ),
    "an unknown ward in a distance": (
        put("hospital.walking_distances", [{"from_ward": "W1", "to_ward": "W8", "metres": 40}]),
        ["hospital.walking_distances.0.to_ward: Walk W1 to W8: unknown ward 'W8' in to_ward, expected one of W1, W2"],
    ),
    "an unknown bed": (
        put(f"{STAY}.bed", "W1-R9-1"),
        [
            "census.stays.0.bed: Stay of in W1-R1-1: unknown bed 'W1-R9-1', expected one of W1-R1-1, W1-R1-2, W1-R2-1, W2-R1-1, W2-R1-2"
        ],
    ),
    "an unknown room": (
        put(f"{REQUEST}.forbidden_rooms", ["X", "W1-R1"]),
        [
            "requests.0.forbidden_rooms: Request Q1: unknown room 'X' in forbidden_rooms, expected one of W1-R1, W1-R2, W2-R1"
        ],
    ),
    "an unknown request": (
        put("census.statuses.0.held_for", "Q7"),
        ["census.statuses.0.held_for: Status of bed W1-R1-2: unknown request 'Q7' in held_for, expected one of Q1"],
    ),
    "two patients in a bed": (
        document(
            lambda d: d["census"]["stays"].append({**d["census"]["stays"][0], "patient": d["requests"][0]["patient"]})
        ),
        [
            "census.stays.1.bed: Bed W1-R1-1: patients in W1-R1-1 and P-Q1 lie in it, expected one",
            "requests.0.current_bed: Request Q1: current_bed empty while P-Q1 lies in W1-R1-1, expected that bed",
        ],
    ),
    "a patient in two beds": (
        document(lambda d: d["census"]["stays"].append({**d["census"]["stays"][0], "bed": "W1-R2-1"})),
        ["census.stays.1.patient: Patient in W1-R1-1: lies in beds W1-R1-1 and W1-R2-1, expected one bed"],
    ),
    "a status on an occupied bed": (
        put("census.statuses.0.bed", "W1-R1-1"),
        ["census.statuses.0: Bed W1-R1-1: held while patient in W1-R1-1 lies in it, expected one of the two"],
    ),
    "somebody else's bed": (
        put(f"{REQUEST}.current_bed", "W1-R1-1"),
        ["requests.0.current_bed: Request Q1: patient in W1-R1-1 lies in current_bed W1-R1-1, expected P-Q1"],
    ),
    "negative pressure alone": (
        put(f"{ROOM}.negative_pressure", True),
        [
            "hospital.wards.0.rooms.0.isolation: Room W1-R1: negative pressure without isolation, expected an isolation room"
        ],
    ),
    "more kept beds than beds": (
        put("hospital.departments.1.kept_beds", 3),
        ["hospital.departments.1.kept_beds: Department D2: kept_beds 3, expected at most its 2 beds"],
    ),
    "a discharge before its admission": (
        put(f"{STAY}.admitted_at", "2025-03-10T20:00:00+08:00"),
        [
            "census.stays.0: Stay of in W1-R1-1: expected discharge 2025-03-10T13:00:00+08:00, expected after its admission 2025-03-10T20:00:00+08:00"
        ],
    ),
    "an admission after the census": (
        put(f"{STAY}.admitted_at", "2025-03-10T09:00:00+08:00"),
        [
            "census.stays.0.admitted_at: Stay of in W1-R1-1: admitted_at 2025-03-10T09:00:00+08:00, expected at or before the census of 2025-03-10T08:00:00+08:00"
        ],
    ),
    "a request from the future": (
        put(f"{REQUEST}.requested_at", "2025-03-11T09:00:00+08:00"),
        [
            "requests.0.requested_at: Request Q1: requested_at 2025-03-11T09:00:00+08:00, expected at or before the census of 2025-03-10T08:00:00+08:00"
        ],
    ),
    "falling quantiles": (
        put(f"{STAY}.expected_discharge.p10", "2025-03-12T09:00:00+08:00"),
        ["census.stays.0.expected_discharge: Discharge forecast: quantiles fall, expected p10 <= p50 <= p90"],
    ),
    "a time without a zone": (
        put("census.at", "2025-03-10T08:00:00"),
        ["census: Census: at 2025-03-10T08:00:00, expected a time zone such as +08:00"],
    ),
    "a time that is none": (
        put(f"{REQUEST}.needed_by", "tomorrow"),
        [
            "requests.0.needed_by: Request Q1: needed_by 'tomorrow', expected a date and time such as 2025-03-10T08:00:00+08:00"
        ],
    ),
    "a number for a time": (
        put(f"{REQUEST}.needed_by", 1741564800),
        [
            "requests.0.needed_by: Request Q1: needed_by 1741564800, expected a date and time such as 2025-03-10T08:00:00+08:00"
        ],
    ),
    "a bad enum": (
        put(f"{REQUEST}.urgency", "very"),
        ["requests.0.urgency: Request Q1: urgency 'very', expected immediate, urgent, soon, planned"],
    ),
    "an impossible age": (
        put(f"{REQUEST}.patient.age_years", 170),
        ["requests.0.patient: Patient P-Q1: age_years 170.0, expected 0 to 130"],
    ),
    "a pathogen without isolation": (
        put(f"{REQUEST}.patient.pathogen", "MRSA"),
        ["requests.0.patient: Patient P-Q1: pathogen 'MRSA' without isolation, expected isolation contact or airborne"],
    ),
    "an unknown field": (
        put("hospital.wards.0.staffed_bed", 2),
        ["hospital.wards.0.staffed_bed: Ward W1: unknown field 'staffed_bed', expected 'staffed_beds'"],
    ),
    "a field too few": (
        document(lambda d: d["requests"][0].pop("source")),
        ["requests.0.source: Request Q1: source is missing, expected a value"],
    ),
    "text for a number": (
        put("hospital.cleaning_minutes", "45"),
        ["hospital.cleaning_minutes: Hospital: cleaning_minutes '45', expected a whole number"],
    ),
    "an object too few": (put("hospital", None), ["hospital: Scenario: hospital None, expected an object"]),
    "another schema": (put("schema_version", 7), ["schema_version: Scenario: schema_version 7, expected 1"]),
    "a quantile out of range": (
        put("allocation.discharge_quantile", 0.99),
        ["allocation: Allocation settings: discharge_quantile 0.99, expected 0.1 to 0.9"],
    ),
    "an urgency without weight": (
        put("allocation.weights.waiting", {}),
        [
            "allocation.weights: Goal weights: waiting weights miss immediate, urgent, soon, planned, expected every urgency class"
        ],
    ),
    "several at once": (
        document(
            lambda d: (d["hospital"]["wards"][0].update(staffed_beds=9), d["requests"][0].update(urgency="x", age=3))
        ),
        [
            "hospital.wards.0: Ward W1: staffed beds 9, expected at most its 3 beds",
            "requests.0.urgency: Request Q1: urgency 'x', expected immediate, urgent, soon, planned",
            "requests.0.age: Request Q1: unknown field 'age', expected one of id, patient, source, department, requested_at, level_of_care, equipment, urgency, needed_by, expected_stay, forbidden_rooms, current_bed",
        ],
    ),
    "broken in form and in references": (
        document(
            lambda d: (
                d["hospital"]["wards"][0].update(staffed_beds=9),
                d["requests"][0].update(department="D7"),
                d["census"]["stays"][0].update(bed="nowhere"),
            )
        ),
        [
            "hospital.wards.0: Ward W1: staffed beds 9, expected at most its 3 beds",
            "census.stays.0.bed: Stay of in W1-R1-1: unknown bed 'nowhere', expected one of W1-R1-1, W1-R1-2, W1-R2-1, W2-R1-1, W2-R1-2",
            "requests.0.department: Request Q1: unknown department 'D7', expected one of D1, D2",
        ],
    ),
    "numbers beyond any hospital": (
        document(
            lambda d: (
                d["requests"][0].update(expected_stay={"p10_hours": 1, "p50_hours": 2, "p90_hours": 10**400}),
                d["allocation"]["weights"].update(walking=10**18),
                d["requests"][0].update(needed_by="9999-12-31T23:59:00+00:00"),
            )
        ),
        [
            "requests.0.expected_stay.p90_hours: Request Q1: p90_hours inf, expected at most 878400",
            "allocation.weights.walking: Goal weights: walking 1000000000000000000, expected at most 1000000",
            "requests.0.needed_by: Request Q1: needed_by 9999-12-31T23:59:00+00:00, expected within 100 years of the census",
        ],
    ),
    "truncated JSON": (
        raw(b'{"schema_version": 1,\n "hospital": {"name": "A", "depar'),
        ["hospital.json: not JSON (EOF while parsing a string at line 2 column 33), expected a complete JSON document"],
    ),
    "no object": (raw(b"[1, 2]"), ["hospital.json: holds list, expected an object with hospital and census"]),
    "an empty file": (raw(b""), ["hospital.json: is empty, expected a JSON document"]),
    "GBK JSON": (
        raw('{"hospital": {"name": "第一人民医院"}}'.encode("gbk")),
        ["hospital.json: looks like GB18030 (GBK), expected UTF-8: save as UTF-8"],
    ),
    "UTF-16 JSON": (
        raw('{"hospital": {}}'.encode("utf-16")),
        ["hospital.json: looks like UTF-16, expected UTF-8: save as UTF-8"],
    ),
    "a picture": (
        raw(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\xff\xfe"),
        ["hospital.json: byte 0 is not text, expected UTF-8: save as UTF-8"],
    ),
    "a missing file": (
        missing_file,
        ["FOLDER/nowhere.json: no such file or folder, expected one that exists or a bundled scenario: demo"],
    ),
    "a folder without tables": (empty_folder, ["FOLDER: folder without tables, expected files such as wards.csv"]),
    "GBK tables": (
        tables(wards="id,name,department\nW1,心内科一病区,D1\n".encode("gbk")),
        ["wards.csv: looks like GB18030 (GBK), expected UTF-8: save as UTF-8"],
    ),
    "a table too few": (
        tables(stays=None),
        ["stays: table stays is missing, expected it (with its header alone when it has no rows)"],
    ),
    "a misnamed table": (
        tables(rooms=None, room="id,ward\nR1,W1\n"),
        ["room.csv: unknown table 'room', expected 'rooms'"],
    ),
    "an empty table file": (tables(beds=""), ["beds.csv: is empty, expected a header row"]),
    "an unknown column": (
        tables(rooms="id,ward,colour\nW1-R1,W1,red\n"),
        ["rooms.csv: unknown column 'colour', expected id, ward, isolation, negative_pressure"],
    ),
    "a column too few": (tables(rooms="id\nW1-R1\n"), ["rooms.csv: column 'ward' is missing, expected it"]),
    "a row with a cell too many": (
        tables(rooms="id,ward\nW1-R1,W1\nW1-R2,W1,yes\n"),
        ["rooms.csv row 3: 3 cells, expected at most the header's 2"],
    ),
    "bad cells": (
        tables(
            wards="id,department,staffed_beds,shared,level_of_care\nW1,D1,two,maybe,intensive\n",
            stays="bed,patient,sex,age_years,department,admitted_at\nW1-R1-1,P7,x,old,D1,10 March\n,P8,女,3,D1,2025-03-09\n",
        ),
        [
            "wards.csv row 2 column level_of_care: level_of_care 'intensive', expected icu (重症监护), hdu (过渡监护), general (普通), day ward (日间)",
            "wards.csv row 2 column shared: shared 'maybe', expected yes (是) or no (否)",
            "wards.csv row 2 column staffed_beds: staffed_beds 'two', expected a whole number",
            "stays.csv row 2 column sex: sex 'x', expected female (女), male (男)",
            "stays.csv row 2 column age_years: age_years 'old', expected a number",
            "stays.csv row 2 column admitted_at: admitted_at '10 March', expected a date and time such as 2025-03-10 08:00",
            "stays.csv row 3 column bed: bed is empty, expected a value",
        ],
    ),
    "a bed in no room": (
        tables(beds="id,room\nB1,W1-R1\nB2,W1-R7\n"),
        [
            "beds.csv row 3 column room: Bed B2: unknown room 'W1-R7', expected one of W1-R1",
            "stays.csv row 2 column bed: Stay of in W1-R1-1: unknown bed 'W1-R1-1', expected one of B1",
        ],
    ),
    "a room without beds in tables": (
        tables(rooms="id,ward\nW1-R1,W1\nW1-R2,W1\n"),
        ["rooms.csv row 3: Room W1-R2: capacity 0, expected >= 1 bed"],
    ),
    "a ward twice in tables": (
        tables(wards="id,department\nW1,D1\nW1,D1\n"),
        ["wards.csv row 3 column id: Ward W1 is defined twice, first in row 2, expected once"],
    ),
    "a stay in an unknown bed": (
        tables(
            stays="bed,patient,sex,age_years,department,admitted_at\nW1-R1-1,P7,男,3,D1,2025-03-09\nB9,P8,女,3,D8,2025-03-09\n"
        ),
        [
            "stays.csv row 3 column bed: Stay of P8: unknown bed 'B9', expected one of W1-R1-1, W1-R1-2",
            "stays.csv row 3 column department: Stay of P8: unknown department 'D8', expected one of D1",
        ],
    ),
    "bad settings": (
        tables(settings="name,value\ncensus_at,soon\ntime_zone,Mars\nmax_move,3\nseed,-1\nseed,2\n"),
        [
            "settings.csv row 6 column name: Setting seed is given twice, first in row 5, expected once",
            "settings.csv row 3 column value: time_zone 'Mars', expected a time zone such as Asia/Shanghai",
            "settings.csv row 2 column value: census_at 'soon', expected a date and time such as 2025-03-10 08:00",
            "settings.csv row 4 column name: unknown setting 'max_move', expected one of the 37 defined, such as max_moves",
        ],
    ),
    "no moment": (
        tables(
            settings=None,
            stays="bed,patient,sex,age_years,department,admitted_at\n",
            requests="id,patient,sex,age_years,source,department,requested_at\n",
        ),
        ["census.at: no census_at in table settings and no past time to take it from, expected one"],
    ),
    "an unknown rule": (
        tables(rules="rule,mode,points\nsame-sex rooms,off,\n"),
        [
            "rules.csv row 2: Allocation settings: unknown rule 'same-sex rooms' in rules, expected one of the 17 defined, such as same-sex room: age, bed state, department cap, equipment, forbidden room, held bed, isolation room, kept beds, lending, lending limit, level of care, move limit, one pathogen a room, one patient a bed, same-sex room, staff of held beds, staffed beds"
        ],
    ),
    "a rule given twice": (
        tables(rules="rule,mode,points\nage,off,\nage,weighted,5\n"),
        ["rules.csv row 3 column rule: rule 'age' is given twice, first in row 2, expected once"],
    ),
    "a rule switched off that always holds": (
        tables(rules="rule,mode,points\nheld bed,off,\n"),
        ["rules.csv row 2: Allocation settings: rule 'held bed' off, expected hard: it always holds"],
    ),
    "an XLSX without a sheet": (
        workbook_without("beds"),
        ["beds: table beds is missing, expected it (with its header alone when it has no rows)"],
    ),
    "no workbook": (
        raw(b"PK\x03\x04 not a workbook", "hospital.xlsx"),
        ["FOLDER/hospital.xlsx: cannot be read as a workbook, expected an XLSX file"],
    ),
}
