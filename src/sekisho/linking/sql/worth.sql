-- From keys and words counted to the tables of link.sql.
-- Tables given, besides those of values.sql and counts.sql:
--   kind_evidence(kind_no, evidence_no)                        kinds that count
--   rarity(evidence_no, frequency, first_points, each_points)  from 2 to the cap
--   size_worth(keys, points)
--   stated_rarity(aspect_no, frequency, points)
--   aspect(aspect_no, most, against)

{key_worth}
SELECT c.key_no, e.evidence_no,
       {first_share} AS first_points, {each_share} AS each_points
FROM key_count c
JOIN kind_evidence e ON e.kind_no = c.kind_no
JOIN rarity r ON r.evidence_no = e.evidence_no AND r.frequency = c.frequency
LEFT JOIN listed_key l ON l.key_no = c.key_no;

{posting}
SELECT p.key_no, p.incident_no, k.evidence_no, k.first_points, k.each_points
FROM post p JOIN key_worth k ON k.key_no = p.key_no
WHERE k.first_points > 0 OR k.each_points > 0;

{bare_posting}
SELECT p.key_no, p.incident_no
FROM post p JOIN key_worth k ON k.key_no = p.key_no
WHERE k.first_points = 0 AND k.each_points = 0;

{stated_worth}
SELECT f.aspect_no, f.value_no, r.points
FROM stated_count f JOIN stated_rarity r ON r.aspect_no = f.aspect_no AND r.frequency = f.frequency;

{incident}
SELECT n.incident_no, n.day_no, COALESCE(w.points, 0) AS size_points, COALESCE(b.points, 0) AS most_stated
FROM numbered n
LEFT JOIN size s ON s.incident_no = n.incident_no
LEFT JOIN size_worth w ON w.keys = s.size
LEFT JOIN (
  SELECT incident_no, {bound_sum} AS points
  FROM (SELECT s.incident_no, s.aspect_no, {worth_sum} AS points
        FROM stated s JOIN stated_worth w ON w.aspect_no = s.aspect_no AND w.value_no = s.value_no
        GROUP BY s.incident_no, s.aspect_no) g
  JOIN aspect p ON p.aspect_no = g.aspect_no
  GROUP BY incident_no
) b ON b.incident_no = n.incident_no;
