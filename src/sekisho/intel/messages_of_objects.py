"""Findings about a single object, row or value."""

from __future__ import annotations

from collections.abc import Mapping

from .message_texts import Message, error, info, warning

OBJECTS: Mapping[str, Message] = {
    "not_an_object": error(
        "オブジェクト（波括弧）ではない。",
        "This is not a JSON object.",
        "一件ごとに波括弧で囲むこと。",
        "Write each item in braces.",
    ),
    "type_malformed": error(
        "「type」がないか、書き方が正しくない：{value}",
        '"type" is missing or malformed: {value}',
        "小文字の英数字とハイフンで書くこと。",
        "Write it in lower-case letters, digits and hyphens.",
    ),
    "type_unknown": warning(
        "STIX 2.1にない種類「{type}」である。そのまま保管し、未知の種類と表示する。",
        'STIX 2.1 has no type "{type}". It is kept as it came and marked as unknown.',
        "独自の種類であれば対応は要しない。誤記であれば直すこと。",
        "If the type is your own, nothing needs to be done; if it is a slip, correct it.",
    ),
    "id_malformed": error(
        "識別子の書き方が正しくない：{value}",
        "The id is malformed: {value}",
        "種類とUUIDからなる識別子（MISPではUUID）とすること。",
        "Give a type and a UUID (in MISP, a UUID).",
    ),
    "id_of_other_type": error(
        "識別子「{value}」の種類が「{type}」と一致しない。",
        'The id "{value}" names another type than "{type}".',
        "種類か識別子の一方を直すこと。",
        "Correct the type or the id.",
    ),
    "property_missing": error(
        "{type}に必要な項目「{name}」がない。",
        '{type} lacks the required member "{name}".',
        "「{name}」を書き加えること。",
        'Add "{name}".',
    ),
    "property_of_wrong_kind": error(
        "値の種類が正しくない。",
        "The value is of the wrong kind.",
        "参照資料の示す形（文字列、配列等）で書くこと。",
        "Write it in the form that the reference shows (text, list …).",
    ),
    "time_malformed": error(
        "日時として読み取れない：{value}",
        "This is no readable time: {value}",
        "「2026-10-01T00:00:00Z」のように書くこと（日付だけの項目では「2026-10-01」）。",
        'Write it like "2026-10-01T00:00:00Z" ("2026-10-01" where a date is asked for).',
    ),
    "cve_malformed": error(
        "CVE番号として読み取れない：{value}",
        "This is no CVE number: {value}",
        "「CVE-2025-12345」のように書くこと。",
        'Write it like "CVE-2025-12345".',
    ),
    "duplicate_in_file": info(
        "同じ内容が{first}に既にあるため、一度だけ受け取った（{id}）。",
        "The same already stands at {first}, so it was taken once ({id}).",
        "対応は要しない。",
        "Nothing needs to be done.",
    ),
    "conflicting_versions": error(
        "{first}と同じ識別子{id}、同じ更新日時で内容が異なる。",
        "The id {id} with the same time of modification stands at {first} with other content.",
        "後から直した方の更新日時を改めること。",
        "Give the corrected one a later time of modification.",
    ),
    "incident_line_conflict": error(
        "事案番号{id}が{first}にもあり、内容が異なる。",
        "The incident number {id} also stands at {first}, with other content.",
        "一つの行にまとめるか、番号を改めること。",
        "Make one line of the two, or give this one another number.",
    ),
    "incident_line_joined": warning(
        "事案番号{id}が{first}にもある。一つの事案の一部として合わせた。",
        "The incident number {id} also stands at {first}; the two were taken as parts of one incident.",
        "別の事案であれば、番号を改めること。",
        "Give this one another number where it is another incident.",
    ),
    "marking_unread": warning(
        "取扱いの表示を読み取れない：{id}。安全側に、より厳しい制限として扱う。",
        "A marking cannot be read: {id}. To be safe it counts as a stricter limit.",
        "TLP又は機密性の表示を付けて提供し直すこと。",
        "Supply it again with a TLP label or confidentiality level.",
    ),
    "compartment_of_nobody": warning(
        "区画「{name}」はどの機関のものでもない。受け取ったが、提供元にも受領機関にも、誰にも見えない。",
        "The compartment “{name}” is no office's. It is taken, and hidden from everybody, supplier and receiver included.",
        "機関の番号で始まる区画の番号とした、識別子の異なる表示を付けて、提供し直すこと。",
        "Supply it again under a marking with another id, whose compartment begins with the id of its office.",
    ),
    "compartment_not_read_into": warning(
        "区画「{name}」は、提供する者が登録されている区画でない。これに登録されている者のほかには見えず、そのような者がいるか否かは示さない。",
        "The compartment “{name}” is none that who gives this is read into. Only whom its office has read into it sees this;"
        " whether there is anybody is not told.",
        "区画の番号を、その機関に確かめること。誤記であれば、識別子の異なる表示を付けて、提供し直すこと。",
        "Confirm its id with its office; if it is a slip, supply it again under a marking with another id.",
    ),
    "releasable_to_nobody": warning(
        "共有先「{name}」という番号の機関はない。その名では誰にも見えない。",
        "There is no office “{name}” to release this to. Under that name nobody sees it.",
        "機関の番号とした、識別子の異なる表示を付けて、提供し直すこと。",
        "Supply it again under a marking with another id that names offices by their ids.",
    ),
    "known_marked_otherwise": warning(
        "同じ内容を、別の取扱いの表示により既に受け取っている。先の表示のままとする。",
        "The same content was taken before under another marking, which stays.",
        "改める表示に別の識別子を付けて、提供し直すこと。",
        "Supply it again under a marking with another id.",
    ),
    "distribution_closed": warning(
        "MISPの配布範囲が組織内又は共有グループに限られているため、TLP:AMBER+STRICTとして扱う。",
        "MISP's distribution is limited to an organization or sharing group; this counts as TLP:AMBER+STRICT.",
        "共有してよければTLPのタグを付けること。",
        "If it may be shared, add a TLP tag.",
    ),
    "credentials_removed": warning(
        "アドレスに含まれていた認証情報を取り除いた。原文にも残さない。",
        "Credentials inside an address were removed. They are not kept in the original either.",
        "認証情報を含めずに提供すること。",
        "Supply addresses without credentials.",
    ),
    "credential_refused": error(
        "認証情報は受け取らない。",
        "Credentials are not accepted.",
        "認証情報を除いて提供すること。必要な連絡は別の手段によること。",
        "Supply the information without them; use another channel where somebody must be told.",
    ),
    "value_unreadable": warning(
        "「{value}」は{type}として読み取れない。",
        '"{value}" cannot be read as {type}.',
        "値か種別を直すこと。",
        "Correct the value or its type.",
    ),
    "value_too_long": warning(
        "値が長すぎるため（{size}バイト、上限{limit}バイト）、比べる値として扱わない。",
        "The value is too long to be compared ({size} bytes; the limit is {limit}).",
        "短くできるときは、短い値で提供すること。",
        "Supply a shorter one where there is one.",
    ),
    "type_corrected": info(
        "「{value}」は{named}とされているが、{type}として受け取った。",
        '"{value}" is named {named} but was taken as {type}.',
        "違っていれば種別を直すこと。",
        "Correct the type if this is wrong.",
    ),
    "address_not_global": info(
        "{value}は公開のアドレスではない（{use}）。",
        "{value} is not a public address ({use}).",
        "組織内の機器を示す場合を除き、値を確かめること。",
        "Check the value, unless it is meant to name a computer inside an organization.",
    ),
    "observable_type_unknown": warning(
        "種別「{type}」は扱わない。",
        'The type "{type}" is not known.',
        "参照資料にある種別を書くこと。",
        "Use a type that the reference lists.",
    ),
    "technique_malformed": warning(
        "「{value}」はATT&CKの技法番号ではないため、手法として数えない。",
        '"{value}" is no ATT&CK technique number and does not count as one.',
        "「T1566」又は「T1566.001」のように書くこと。",
        'Write it like "T1566" or "T1566.001".',
    ),
    "member_ignored": warning(
        "この項目は読み取らない。",
        "This member is not read.",
        "参照資料にある項目名か確かめること。",
        "Check the name against the reference.",
    ),
    "pattern_not_stix": info(
        "{kind}のパターンはそのまま保管し、値は取り出さない。",
        "A pattern in {kind} is kept as it is; no values are taken from it.",
        "値で照合するには、STIXのパターンも添えること。",
        "Add a STIX pattern if its values should be compared.",
    ),
    "pattern_unreadable": warning(
        "STIXのパターンとして正しくないため、値を取り出せない：{cause}",
        "The STIX pattern is not valid, so no values were taken from it: {cause}",
        "パターンを直すこと。オブジェクトはそのまま保管した。",
        "Correct the pattern. The object was kept as it is.",
    ),
    "pattern_without_values": info(
        "パターンに照合できる値（等号による比較）がない。",
        "The pattern names no value that can be compared (no test for equality).",
        "対応は要しない。オブジェクトはそのまま保管した。",
        "Nothing needs to be done. The object was kept as it is.",
    ),
    "references_outside_file": info(
        "ファイルにないオブジェクトを{count}件参照している。",
        "{count} references lead to objects that are not in the file.",
        "事案に必要であれば、併せて提供すること。",
        "Supply them too if the incident needs them.",
    ),
    "report_without_values": info(
        "{id}には値、手法、マルウェアのいずれもないため、事案として比較しない。",
        "{id} gathers no values, techniques or malware, so it is not compared as an incident.",
        "対応は要しない。オブジェクトは保管した。",
        "Nothing needs to be done. The object was kept.",
    ),
    "incident_id_twice": warning(
        "事案番号{id}が二つの報告に付いている。後のものは報告の識別子で扱う。",
        "Two reports carry the incident number {id}; the later one goes by its own id.",
        "番号を改めるか、一つの報告にまとめること。",
        "Give it another number, or make one report of the two.",
    ),
    "misp_kept_as_note": warning(
        "属性の種類「{type}」は照合に使わず、注記として保管する。",
        'An attribute of type "{type}" is not compared; it is kept as a note.',
        "対応は要しない。",
        "Nothing needs to be done.",
    ),
    "misp_part_not_taken": info(
        "MISPの{part}は受け取らない。",
        "MISP's {part} is not taken.",
        "必要な内容は属性として提供すること。",
        "Supply what matters as an attribute.",
    ),
    "misp_object_empty": error(
        "MISPオブジェクト「{name}」に受け取れる属性がない。",
        'The MISP object "{name}" holds no attribute that can be taken.',
        "属性の誤りを直すこと。",
        "Correct its attributes.",
    ),
    "misp_event_empty": error(
        "イベントに受け取れる内容がない。",
        "The event holds nothing that can be taken.",
        "属性を加えて提供し直すこと。",
        "Supply it again with attributes.",
    ),
    "deleted_by_supplier": info(
        "提供元が削除済みとしているため、受け取らない。",
        "The supplier has marked this as deleted, so it is not taken.",
        "対応は要しない。",
        "Nothing needs to be done.",
    ),
    "row_unreadable": error(
        "行を列に分けられない（引用符の対応等）。",
        "The row cannot be split into columns (an open quote, for example).",
        "引用符を閉じること。",
        "Close the quote.",
    ),
    "row_of_other_width": error(
        "列の数が{found}で、見出しの{expected}と異なる。",
        "The row has {found} columns where the header has {expected}.",
        "区切り文字を含む値は引用符で囲むこと。",
        "Put values that contain the delimiter in quotes.",
    ),
    "cell_too_long": error(
        "値が長すぎる（上限{limit}文字）。",
        "A value is too long (the limit is {limit} characters).",
        "値を確かめること。",
        "Check the value.",
    ),
    "confidence_unread": warning(
        "確度を0から100までの数として読み取れない：{value}",
        "The confidence is no number from 0 to 100: {value}",
        "数で書くこと。",
        "Write a number.",
    ),
    "date_unread": warning(
        "日付として読み取れない：{value}。日付なしとして扱う。",
        "This is no readable date: {value}. The row counts as undated.",
        "「2026-10-01」のように書くこと。",
        'Write it like "2026-10-01".',
    ),
}
