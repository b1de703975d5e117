"""Findings about a file as a whole: encoding, format, structure, limits."""

from __future__ import annotations

from collections.abc import Mapping

from .message_texts import Message, error, info, warning

FILES: Mapping[str, Message] = {
    "file_empty": error(
        "ファイルが空である。",
        "The file is empty.",
        "正しいファイルを選び直すこと。",
        "Choose the right file.",
    ),
    "file_too_large": error(
        "ファイルが大きすぎる（{size}バイト、上限{limit}バイト）。",
        "The file is too large ({size} bytes; the limit is {limit}).",
        "ファイルを分割して提供すること。",
        "Split the file and supply the parts.",
    ),
    "container_not_read": error(
        "{kind}形式のファイルは読み取らない。",
        "A {kind} file is not read.",
        "中のファイルを取り出し、STIX、MISP、CSV又はKEVの形で提供すること。",
        "Take the files out of it and supply them as STIX, MISP, CSV or KEV.",
    ),
    "encoding_unknown": error(
        "文字コードを判別できない（先頭から{byte}バイト目がUTF-8として正しくない）。",
        "The character encoding cannot be told (byte {byte} is not valid UTF-8).",
        "UTF-8で保存し直すこと。",
        "Save the file again in UTF-8.",
    ),
    "encoding_recognised": warning(
        "文字コードを{encoding}と判断して読み取った。",
        "The file was read as {encoding}.",
        "文字化けがないか確かめ、次回からUTF-8で保存すること。",
        "Check that no character is garbled; save in UTF-8 from now on.",
    ),
    "byte_order_mark": info(
        "先頭のバイト順マークを読み飛ばした（{encoding}）。",
        "A byte order mark at the beginning was passed over ({encoding}).",
        "対応は要しない。",
        "Nothing needs to be done.",
    ),
    "format_unknown": error(
        "形式を判別できない。XMLや文章は読み取らない。",
        "The format is not recognised. XML and prose are not read.",
        "STIX 2.1、MISPイベント、CSV、KEV又は事案のJSON Linesで提供すること。",
        "Supply STIX 2.1, a MISP event, CSV, KEV, or incidents as JSON Lines.",
    ),
    "json_malformed": error(
        "JSONとして正しくない（{line}行{column}列：{cause}）。",
        "This is not valid JSON (line {line}, column {column}: {cause}).",
        "示された位置の直前を直すか、作成した道具から書き出し直すこと。",
        "Correct what stands just before that position, or export the file again.",
    ),
    "nested_too_deep": error(
        "入れ子が深すぎる（上限{limit}段）。",
        "The nesting is too deep (the limit is {limit} levels).",
        "入れ子を減らして提供し直すこと。",
        "Supply it again with less nesting.",
    ),
    "duplicate_keys": error(
        "同じ名前の項目が重なっている：{keys}",
        "The same member is given more than once: {keys}",
        "どちらが正しいかを決め、一つだけ残すこと。",
        "Decide which is right and keep only that one.",
    ),
    "number_too_large": error(
        "数が大きすぎ、正確に扱えない（{digits}桁）。",
        "A number is too large to be kept exactly ({digits} digits).",
        "2の53乗未満の数とするか、文字列として書くこと。",
        "Use a number below 2 to the power 53, or write it as a string.",
    ),
    "not_a_number": error(
        "{word}はJSONの数ではない。",
        "{word} is not a number in JSON.",
        "項目を除くか、数を書くこと。",
        "Leave the member out or write a number.",
    ),
    "nul_character": error(
        "NUL文字が含まれている。",
        "A NUL character is contained.",
        "NUL文字を除くこと。",
        "Remove the NUL character.",
    ),
    "broken_character": error(
        "対をなさないサロゲート（壊れた文字）が含まれている。",
        "A lone surrogate (a broken character) is contained.",
        "その文字を書き直すこと。",
        "Write the character again.",
    ),
    "too_many_values": error(
        "一つのオブジェクトの値が多すぎる（上限{limit}）。",
        "One object holds too many values (the limit is {limit}).",
        "オブジェクトを分けること。",
        "Divide the object.",
    ),
    "too_many_objects": error(
        "オブジェクトが多すぎる（{count}件、上限{limit}件）。",
        "There are too many objects ({count}; the limit is {limit}).",
        "ファイルを分割して提供すること。",
        "Split the file and supply the parts.",
    ),
    "stix_not_recognised": error(
        "STIXのバンドル、オブジェクト又はその一覧ではない。",
        "This is no STIX bundle, object or list of objects.",
        "最上位に「type」と「objects」を持つバンドルとすること。",
        'Make it a bundle with "type" and "objects" at the top.',
    ),
    "bundle_empty": warning(
        "バンドルにオブジェクトがない。",
        "The bundle holds no objects.",
        "書き出しの条件を確かめること。",
        "Check the conditions of the export.",
    ),
    "objects_not_a_list": error(
        "「objects」が配列ではない。",
        '"objects" is not a list.',
        "オブジェクトを配列に入れること。",
        "Put the objects into a list.",
    ),
    "bundle_member_ignored": info(
        "バンドルのこの項目は読み取らない。",
        "This member of the bundle is not read.",
        "必要な内容はオブジェクトに書くこと。",
        "Put what matters into an object.",
    ),
    "stix_20_lifted": warning(
        "STIX 2.0のオブジェクト{count}件を2.1に直して受け取った。",
        "{count} objects of STIX 2.0 were lifted to 2.1.",
        "できればSTIX 2.1で書き出すこと。",
        "Export STIX 2.1 if you can.",
    ),
    "no_incident_in_file": info(
        "値をまとめる報告（report、grouping、incident、sighting）がないため、事案として扱わない。",
        "No report, grouping, incident or sighting gathers the values, so none of them is an incident.",
        "事案として分析するには、reportのobject_refsに値を挙げること。",
        "For analysis as incidents, name the values in the object_refs of a report.",
    ),
    "misp_not_recognised": error(
        "MISPのイベントがない。",
        "There is no MISP event in the file.",
        "MISPのイベントをJSON形式で書き出すこと（属性だけの検索結果は読み取らない）。",
        "Export an event as JSON (a search result of attributes alone is not read).",
    ),
    "kev_not_recognised": error(
        "KEVの一覧（vulnerabilities）がない。",
        'The KEV list ("vulnerabilities") is missing.',
        "KEVのJSONファイルをそのまま提供すること。",
        "Supply the KEV JSON file as published.",
    ),
    "count_differs": warning(
        "ファイルの記す件数は{stated}だが、実際は{found}件である。",
        "The file states {stated} entries but holds {found}.",
        "途中で切れていないか確かめること。",
        "Check that the file is complete.",
    ),
    "csv_not_recognised": error(
        "見出し行を持つCSVとして読み取れない。",
        "This cannot be read as CSV with a header.",
        "1行目に列の名前を書き、引用符の対応を確かめること。",
        "Write column names in the first line and check that quotes are closed.",
    ),
    "column_missing": error(
        "「{column}」の列がない。",
        'The column "{column}" is missing.',
        "1行目の見出しに「{column}」を加えること。",
        'Add "{column}" to the header in the first line.',
    ),
    "column_twice": error(
        "「{column}」の列が二つある。",
        'There are two columns for "{column}".',
        "一方を除くか、見出しを変えること。",
        "Remove one of them or rename it.",
    ),
    "columns_mapped": info(
        "列を次のとおり読み取った：{columns}",
        "The columns were read as follows: {columns}",
        "違っていれば見出しを直すこと。",
        "Correct the header if this is wrong.",
    ),
    "columns_kept_aside": warning(
        "意味の分からない列は原文のまま保管し、使わない：{columns}",
        "Columns that are not understood are kept in the original only: {columns}",
        "使うべき列であれば、見出しを参照資料の名前に直すこと。",
        "If a column should be used, rename it as in the reference.",
    ),
    "rows_without_incident": info(
        "{count}行には事案番号がないため、どの事案にも属さない値として扱う。",
        "{count} rows name no incident; their values belong to none.",
        "事案として分析するには「事案番号」の列に書くこと。",
        'For analysis as incidents, fill the column "incident".',
    ),
}
