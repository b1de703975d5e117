-- Incidents numbered in the order of their ids, their keys weighed by an epoch that is given or made from them.
-- Tables given:
--   gathered(place_id, id, day_no)             one row per incident
--   holding(place_id, kind_no, key_no)         one row per incident and key or stated value
--   listed(key_no, permille)                   shared infrastructure, a row perhaps more than once
--   excluded(key_no)                           keys that count as if nobody had supplied them
--   known(key_no, incidents)                   what the epoch knows; empty, and epoch_is_made 1, where it is made here
--   stated_kind(kind_no, aspect_no)

{numbered}
SELECT id, place_id, day_no, CAST(ROW_NUMBER() OVER (ORDER BY id) - 1 AS INT) AS incident_no FROM gathered;

{live}
SELECT key_no, MIN(kind_no) AS kind_no, COUNT(*) AS incidents FROM holding GROUP BY key_no;

-- A key that the epoch does not know counts as often as it occurs, but as no more than one beyond the cap.
{frequency}
SELECT l.key_no, l.kind_no, l.incidents,
       GREATEST(2, COALESCE(k.incidents, CASE WHEN {epoch_is_made} = 1 THEN l.incidents
                                              ELSE LEAST(l.incidents, {frequency_cap} + 1) END)) AS frequency
FROM live l LEFT JOIN known k ON k.key_no = l.key_no;

{post}
SELECT n.incident_no, h.kind_no, h.key_no
FROM holding h
JOIN numbered n ON n.place_id = h.place_id
LEFT JOIN excluded x ON x.key_no = h.key_no
LEFT JOIN stated_kind s ON s.kind_no = h.kind_no
WHERE x.key_no IS NULL AND s.kind_no IS NULL;

{size}
SELECT incident_no, COUNT(*) AS size FROM post GROUP BY incident_no;

{key_count}
SELECT key_no, kind_no, CAST(frequency AS INT) AS frequency FROM frequency
WHERE incidents BETWEEN 2 AND {frequency_cap} AND frequency <= {frequency_cap};

{listed_key}
SELECT key_no, MIN(permille) AS permille FROM listed GROUP BY key_no;

{stated}
SELECT n.incident_no, s.aspect_no, h.key_no AS value_no
FROM holding h
JOIN stated_kind s ON s.kind_no = h.kind_no
JOIN numbered n ON n.place_id = h.place_id;

{stated_count}
SELECT s.aspect_no, f.key_no AS value_no, CAST(f.frequency AS INT) AS frequency
FROM frequency f JOIN stated_kind s ON s.kind_no = f.kind_no;
