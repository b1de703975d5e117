-- The keys of plain values, in the words of keys.py, beside those of odd values.
-- Tables given, besides those of values.sql:
--   odd_key(type, value, kind_no, text, permille)     keys of odd values; permille is null where a key is not listed

-- 1. What follows the host of a URL or endpoint; file: the last part of a path where it looks like a file's name.
{pathed}
SELECT incident_no, host, port, path, REGEXP_EXTRACT(path, '[^/]', 0) AS bare,
       REGEXP_EXTRACT(path, '[^/]+[.][^/.]{{1,5}}$', 0) AS file
FROM (SELECT incident_no, host, port, path FROM named
      UNION ALL SELECT incident_no, host, port, path FROM addressed) p
WHERE port <> '' OR path <> '';

-- 2. Every key of every value: see keys.py for what each is. (Labels are put into shape many at once: engines prepare
-- TRANSLATE anew for every text.)
{key_text}
SELECT incident_no, {registered_domain} AS kind_no, label || '.' || suffix AS text FROM registrant
UNION ALL SELECT incident_no, {name_shape}, shape || '.' || suffix
          FROM (SELECT incident_no, suffix, {each_shape} AS shape FROM registrant GROUP BY incident_no, suffix) s
UNION ALL SELECT incident_no, {name_token}, {each_word_of_label} FROM registrant
UNION ALL SELECT incident_no, {name_token}, {each_word_below} FROM named WHERE below <> ''
UNION ALL SELECT incident_no, {name_part}, SUBSTR(label, place, {gram})
          FROM (SELECT incident_no, label, {each_place} AS place FROM registrant WHERE LENGTH(label) >= {gram}) g
UNION ALL SELECT incident_no, {name_label}, label FROM registrant WHERE LENGTH(label) >= {token}
UNION ALL SELECT incident_no, {suffix}, suffix FROM registrant
UNION ALL SELECT incident_no, {hosting}, suffix FROM registrant WHERE hosting = 1
UNION ALL SELECT incident_no, {domain}, host FROM named WHERE below <> ''
UNION ALL SELECT incident_no, {sub_label}, below FROM named WHERE LENGTH(below) > 1 AND below <> 'www'
UNION ALL SELECT incident_no, {address}, host FROM addressed
UNION ALL SELECT incident_no, {network}, network FROM addressed
UNION ALL SELECT incident_no, {endpoint}, value FROM addressed WHERE type = 'ipport'
UNION ALL SELECT incident_no, {port}, port FROM pathed WHERE port NOT IN ('', '80', '443')
UNION ALL SELECT incident_no, {url}, host || path FROM pathed WHERE bare <> ''
UNION ALL SELECT incident_no, {url_path}, path FROM pathed WHERE bare <> ''
UNION ALL SELECT incident_no, {url_shape}, TRANSLATE(LOWER(path), '{from}', '{to}') FROM pathed WHERE bare <> ''
UNION ALL SELECT incident_no, {url_word}, {each_word_of_path} FROM pathed WHERE bare <> ''
UNION ALL SELECT incident_no, {file_name}, LOWER(file) FROM pathed WHERE file <> ''
UNION ALL SELECT incident_no, {file_shape},
                 TRANSLATE(LOWER(REGEXP_EXTRACT(file, '^(.+)[.][^.]+$', 1)), '{from}', '{to}')
                 || LOWER(REGEXP_EXTRACT(file, '[.][^.]+$', 0))
          FROM pathed WHERE file <> ''
UNION ALL SELECT incident_no, {file_hash}, LOWER(value) FROM told WHERE way = 'hash'
UNION ALL SELECT incident_no, {certificate}, LOWER(value) FROM told WHERE way = 'certificate'
UNION ALL SELECT incident_no, {other_value}, type || ':' || value FROM told WHERE way = 'other'
UNION ALL SELECT o.incident_no, k.kind_no, k.text FROM odd_said o JOIN odd_key k ON k.type = o.type AND k.value = o.value;
