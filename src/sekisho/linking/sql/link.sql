-- Scores of all pairs of incidents that share a key. Integers only, so every engine gives the same rows.
-- A great collection takes its pairs in turns, by their first incident: those of one turn need little memory.
-- Tables given:
--   posting(key_no, incident_no, evidence_no, first_points, each_points)
--                                                            one row per incident and key that is worth something
--   bare_posting(key_no, incident_no)                        one row per incident and key that may count, worth nothing
--   evidence_limit(evidence_no, most)
--   incident(incident_no, day_no, size_points, most_stated)  day_no is null where the date is not known;
--                                                            most_stated: what it states can add no more to a pair
--   gap(days, points)                                        points of a distance, up to {longest_gap} days
--   stated(incident_no, aspect_no, value_no)                 what an incident says of itself
--   stated_worth(aspect_no, value_no, points)
--   aspect(aspect_no, most, against)

-- 1. What two incidents share that is worth something, per kind of evidence.
{shared_pair}
SELECT p.a, p.b, p.evidence_no, {shared_points} AS points
FROM (
  SELECT one.incident_no AS a, other.incident_no AS b, one.evidence_no,
         MAX(one.first_points) AS first_points, SUM(one.each_points) AS each_points
  FROM posting one
  JOIN posting other ON one.key_no = other.key_no AND one.incident_no < other.incident_no
  WHERE one.incident_no >= {first} AND one.incident_no < {end}
  GROUP BY one.incident_no, other.incident_no, one.evidence_no
) p
JOIN evidence_limit e ON e.evidence_no = p.evidence_no;

-- 2. The others, which share only what is worth nothing: without that they have to reach a link by what they state.
{bare_pair}
SELECT DISTINCT one.incident_no AS a, other.incident_no AS b
FROM bare_posting one
JOIN bare_posting other ON one.key_no = other.key_no AND one.incident_no < other.incident_no
JOIN incident x ON x.incident_no = one.incident_no
JOIN incident y ON y.incident_no = other.incident_no
LEFT JOIN gap g ON g.days = {days_apart}
WHERE one.incident_no >= {first} AND one.incident_no < {end} AND {without_keys} > 0;

-- 3. Points of the shared keys, distance in time and size. Pairs that nothing stated could lift are left behind.
{key_score}
SELECT s.a, s.b, {base} + s.points + x.size_points + y.size_points + COALESCE(g.points, {undated}) AS points
FROM (
  SELECT a, b, {points_sum} AS points
  FROM (SELECT a, b, points FROM shared_pair UNION ALL SELECT a, b, 0 FROM bare_pair) p
  GROUP BY a, b
) s
JOIN incident x ON x.incident_no = s.a
JOIN incident y ON y.incident_no = s.b
LEFT JOIN gap g ON g.days = {days_apart}
WHERE s.points + {without_keys} > 0;

-- 4. What both incidents state of themselves: agreement adds, disagreement takes away, silence does neither.
{agreement}
SELECT c.a, c.b, x.aspect_no, {worth_sum} AS points
FROM key_score c
JOIN stated x ON x.incident_no = c.a
JOIN stated y ON y.incident_no = c.b AND y.aspect_no = x.aspect_no AND y.value_no = x.value_no
JOIN stated_worth w ON w.aspect_no = x.aspect_no AND w.value_no = x.value_no
GROUP BY c.a, c.b, x.aspect_no;

{stated_score}
SELECT c.a, c.b, x.aspect_no, CASE WHEN g.points IS NULL THEN -p.against ELSE LEAST(g.points, p.most) END AS points
FROM key_score c
JOIN (SELECT DISTINCT incident_no, aspect_no FROM stated) x ON x.incident_no = c.a
JOIN (SELECT DISTINCT incident_no, aspect_no FROM stated) y ON y.incident_no = c.b AND y.aspect_no = x.aspect_no
JOIN aspect p ON p.aspect_no = x.aspect_no
LEFT JOIN agreement g ON g.a = c.a AND g.b = c.b AND g.aspect_no = x.aspect_no;

-- 5. The links.
{link}
SELECT c.a, c.b, c.points + COALESCE(s.points, 0) AS points
FROM key_score c
LEFT JOIN (SELECT a, b, {points_sum} AS points FROM stated_score GROUP BY a, b) s ON s.a = c.a AND s.b = c.b
WHERE c.points + COALESCE(s.points, 0) > 0;
