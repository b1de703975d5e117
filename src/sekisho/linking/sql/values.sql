-- Incidents numbered, their values told apart into plain ones, whose keys keys.sql derives, and odd ones, whose keys
-- keys.py derives. Regular expressions keep to what all engines read alike, and need no backslash.
-- Tables given:
--   given(id, date, observables, techniques, malware, sectors, countries)     see incident_table.py
--   suffix(name, hosting, odd)     rules of the public suffix list; odd: 1 where a rule below it is not plain
--   deep(name)                     names of two labels below which rules of more stand

-- 1. Incidents in the order of their ids, and what each says.
{numbered}
SELECT id, CAST(ROW_NUMBER() OVER (ORDER BY id) - 1 AS INT) AS incident_no, {day} AS day_no FROM given;

{said}
SELECT incident_no, type, value,
       CASE WHEN LENGTH(value) > {longest} THEN 'odd'
            WHEN type = 'domain' AND REGEXP_EXTRACT(value, '{plain_name}', 0) <> '' THEN 'name'
            WHEN type = 'ipv4' AND REGEXP_EXTRACT(value, '{plain_address}', 0) <> ''
                 AND REGEXP_EXTRACT(value, '{special}', 0) = '' THEN 'address'
            WHEN type = 'ipport' AND REGEXP_EXTRACT(value, '{plain_endpoint}', 0) <> ''
                 AND REGEXP_EXTRACT(value, '{special}', 0) = '' THEN 'address'
            WHEN type = 'url' AND REGEXP_EXTRACT(value, '{plain_url_of_name}', 0) <> '' THEN 'name'
            WHEN type = 'url' AND REGEXP_EXTRACT(value, '{plain_url_of_address}', 0) <> ''
                 AND REGEXP_EXTRACT(value, '{special_url}', 0) = '' THEN 'address'
            WHEN type IN ({read_types}) OR REGEXP_EXTRACT(value, '{plain_text}', 0) = '' THEN 'odd'
            WHEN type IN ({hash_types}) THEN 'hash'
            WHEN type = 'x509' THEN 'certificate'
            ELSE 'other' END AS way
FROM (SELECT n.incident_no, o.type, o.value
      FROM (SELECT id, {each_observable} AS o FROM given) g JOIN numbered n ON n.id = g.id) v;

-- 2. Where a value points: host, and port and path where it has them.
{place}
SELECT incident_no, type, value, way,
       CASE type WHEN 'url' THEN REGEXP_EXTRACT(value, '^https?://([^/:]+)', 1)
                 WHEN 'ipport' THEN REGEXP_EXTRACT(value, '^[^:]+', 0) ELSE value END AS host,
       CASE type WHEN 'url' THEN REGEXP_EXTRACT(value, '^https?://[^/:]+:([0-9]+)', 1)
                 WHEN 'ipport' THEN REGEXP_EXTRACT(value, ':(.*)$', 1) ELSE '' END AS port,
       CASE type WHEN 'url' THEN REGEXP_EXTRACT(value, '^https?://[^/]+(/.*)$', 1) ELSE '' END AS path
FROM said
WHERE way IN ('name', 'address');

-- 3. Names by the longest suffix that a rule names (without a rule the last label is the suffix), the main label of
-- what somebody registered, and what stands below it. A suffix alone is nobody's: its label is empty. (Where a name has
-- fewer labels than asked for, a part is empty, and no rule begins with a dot.)
{hosted}
SELECT incident_no, odd, CASE WHEN odd = 1 THEN type END AS type, CASE WHEN odd = 1 THEN value END AS value,
       host, port, path, suffix, hosting, label,
       SUBSTR(host, 1, GREATEST(0, LENGTH(host) - LENGTH(label) - LENGTH(suffix) - 2)) AS below
FROM (
  SELECT incident_no, odd, type, value, host, port, path, suffix, hosting,
         SPLIT_PART(SUBSTR(host, 1, GREATEST(0, LENGTH(host) - LENGTH(suffix) - 1)), '.', -1) AS label
  FROM (
    SELECT t.*, COALESCE(s5.name, s4.name, s3.name, s2.name, t.l1) AS suffix,
           COALESCE(s5.hosting, s4.hosting, s3.hosting, s2.hosting, 0) AS hosting,
           GREATEST(COALESCE(s1.odd, 0), COALESCE(s2.odd, 0), COALESCE(s3.odd, 0), COALESCE(s4.odd, 0),
                    COALESCE(s5.odd, 0)) AS odd
    FROM (SELECT incident_no, type, value, host, port, path, SPLIT_PART(host, '.', -1) AS l1,
                 SPLIT_PART(host, '.', -2) || '.' || SPLIT_PART(host, '.', -1) AS l2
          FROM place WHERE way = 'name') t
    LEFT JOIN suffix s1 ON s1.name = t.l1
    LEFT JOIN suffix s2 ON s2.name = t.l2
    LEFT JOIN deep d ON d.name = t.l2
    LEFT JOIN suffix s3 ON s3.name = CASE WHEN d.name IS NOT NULL THEN {last_3} END
    LEFT JOIN suffix s4 ON s4.name = CASE WHEN d.name IS NOT NULL THEN {last_4} END
    LEFT JOIN suffix s5 ON s5.name = CASE WHEN d.name IS NOT NULL THEN {last_5} END
  ) s
) l;

{named}
SELECT incident_no, host, port, path, suffix, hosting, label, below FROM hosted WHERE odd = 0 AND label <> '';

-- 4. One incident often names many hosts of one registrant: what only the registered name gives is derived once.
{registrant}
SELECT DISTINCT incident_no, label, suffix, hosting FROM named;

-- 5. Addresses with their networks, and what points nowhere.
{addressed}
SELECT incident_no, type, value, host, port, path,
       REGEXP_EXTRACT(host, '^[0-9]+[.][0-9]+[.][0-9]+[.]', 0) || '0/24' AS network
FROM place WHERE way = 'address';

{told}
SELECT incident_no, type, value, way FROM said WHERE way IN ('odd', 'hash', 'certificate', 'other');

{odd_said}
SELECT incident_no, type, value FROM told WHERE way = 'odd'
UNION ALL SELECT incident_no, type, value FROM hosted WHERE odd = 1;

-- 6. What an incident states of itself, in its own words.
{worded}
SELECT n.incident_no, w.aspect_no, w.word
FROM (
  {worded_parts}
) w JOIN numbered n ON n.id = w.id;
