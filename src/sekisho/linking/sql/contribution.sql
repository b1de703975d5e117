-- Why each link holds: what every kind of evidence adds or takes. The points of a link sum exactly to its score; what
-- neither adds nor takes is left out.
-- Evidence of shared keys has the numbers of evidence_limit; what is stated, {stated_from} and the number of the aspect.
{contribution}
SELECT a, b, evidence_no, points
FROM (
  SELECT l.a, l.b, p.evidence_no, p.points FROM link l JOIN shared_pair p ON p.a = l.a AND p.b = l.b
  UNION ALL
  SELECT l.a, l.b, {stated_from} + s.aspect_no, s.points FROM link l JOIN stated_score s ON s.a = l.a AND s.b = l.b
  UNION ALL
  SELECT l.a, l.b, {period_no}, COALESCE(g.points, {undated})
  FROM link l
  JOIN incident x ON x.incident_no = l.a
  JOIN incident y ON y.incident_no = l.b
  LEFT JOIN gap g ON g.days = {days_apart}
  UNION ALL
  SELECT l.a, l.b, {size_no}, x.size_points + y.size_points
  FROM link l JOIN incident x ON x.incident_no = l.a JOIN incident y ON y.incident_no = l.b
  UNION ALL
  SELECT l.a, l.b, {base_no}, {base} FROM link l
) c
WHERE points <> 0;
