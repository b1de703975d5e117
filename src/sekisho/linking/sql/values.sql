-- Incidents numbered, their values told apart into plain ones, whose keys keys.sql derives, and odd ones, whose keys
-- keys.py derives. Regular expressions keep to what all engines read alike, and need no backslash.
-- Tables given:
--   given(id, date, observables, techniques, malware, sectors, countries)     see incident_table.py
--   suffix(name, hosting, odd)     rules of the public suffix list; odd: 1 where a rule below it is not plain

-- 1. Incidents in the order of their ids, and what each says.
{numbered}
SELECT id, ROW_NUMBER() OVER (ORDER BY id) - 1 AS incident_no, {day} AS day_no FROM given;

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
FROM (SELECT n.incident_no, o.type, TRIM(o.value) AS value
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

-- 3. Names by the longest suffix that a rule names; without a rule the last label is the suffix.
{suffixed}
SELECT t.incident_no, t.type, t.value, t.host, t.port, t.path,
       COALESCE(s5.name, s4.name, s3.name, s2.name, t.t1) AS suffix,
       COALESCE(s5.hosting, s4.hosting, s3.hosting, s2.hosting, 0) AS hosting,
       GREATEST(COALESCE(s1.odd, 0), COALESCE(s2.odd, 0), COALESCE(s3.odd, 0), COALESCE(s4.odd, 0),
                COALESCE(s5.odd, 0)) AS odd
FROM (
  SELECT incident_no, type, value, host, port, path, REGEXP_EXTRACT(host, '[^.]+$', 0) AS t1,
         REGEXP_EXTRACT(host, '[^.]+[.][^.]+$', 0) AS t2,
         REGEXP_EXTRACT(host, '([^.]+[.]){{2}}[^.]+$', 0) AS t3,
         REGEXP_EXTRACT(host, '([^.]+[.]){{3}}[^.]+$', 0) AS t4,
         REGEXP_EXTRACT(host, '([^.]+[.]){{4}}[^.]+$', 0) AS t5
  FROM place WHERE way = 'name'
) t
LEFT JOIN suffix s1 ON s1.name = t.t1
LEFT JOIN suffix s2 ON s2.name = t.t2
LEFT JOIN suffix s3 ON s3.name = t.t3
LEFT JOIN suffix s4 ON s4.name = t.t4
LEFT JOIN suffix s5 ON s5.name = t.t5;

-- 4. The name that somebody registered, its main label, and what stands below it. A suffix alone is nobody's.
{named}
SELECT incident_no, host, port, path, suffix, hosting, label, label || '.' || suffix AS registered,
       SUBSTR(host, 1, GREATEST(0, LENGTH(host) - LENGTH(label) - LENGTH(suffix) - 2)) AS below
FROM (
  SELECT incident_no, host, port, path, suffix, hosting,
         REGEXP_EXTRACT(SUBSTR(host, 1, GREATEST(0, LENGTH(host) - LENGTH(suffix) - 1)), '[^.]+$', 0) AS label
  FROM suffixed WHERE odd = 0
) l
WHERE label <> '';

{addressed}
SELECT incident_no, type, value, host, port, path,
       REGEXP_EXTRACT(host, '^[0-9]+[.][0-9]+[.][0-9]+[.]', 0) || '0/24' AS network
FROM place WHERE way = 'address';

{odd_said}
SELECT incident_no, type, value FROM said WHERE way = 'odd'
UNION ALL SELECT incident_no, type, value FROM suffixed WHERE odd = 1;

-- 5. What an incident states of itself, in its own words.
{worded}
SELECT n.incident_no, w.aspect_no, w.word
FROM (
  {worded_parts}
) w JOIN numbered n ON n.id = w.id;
