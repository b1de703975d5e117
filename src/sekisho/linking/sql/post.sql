-- The keys of some incidents, once per incident, under a number. A great collection takes its incidents in turns:
-- telling equal keys apart is what needs most memory, and no key of one incident is ever compared with another's.
-- Tables given: key_text(incident_no, kind_no, text)
{post}
SELECT DISTINCT incident_no, CAST(kind_no AS TINYINT) AS kind_no, {key_number} AS key_no FROM key_text
WHERE incident_no >= {first} AND incident_no < {end};
