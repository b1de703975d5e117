-- In how many incidents every key is and every word is stated.
-- Tables given, besides those of values.sql and keys.sql:
--   stated_word(aspect_no, word, value_no)            words in the spelling that is compared, by number
--   listed(name, permille)                            shared infrastructure: names, networks, addresses, hashes

-- 1. In how many incidents each key is (those linking may read), and how many keys each incident has.
{key_count}
SELECT key_no, kind_no, COUNT(*) AS frequency FROM post
GROUP BY key_no, kind_no HAVING COUNT(*) BETWEEN 2 AND {frequency_cap};

{size}
SELECT incident_no, COUNT(*) AS size FROM post GROUP BY incident_no;

-- 2. Keys of shared infrastructure: a name with all below it, an address with its network.
{listed_key}
SELECT {key_number} AS key_no, MIN(permille) AS permille
FROM (
  SELECT {registered_domain} AS kind_no, l.name AS text, l.permille
  FROM registrant n JOIN listed l ON l.name = n.label || '.' || n.suffix
  UNION ALL SELECT {domain}, n.host, COALESCE(h.permille, r.permille)
  FROM named n LEFT JOIN listed h ON h.name = n.host LEFT JOIN listed r ON r.name = n.label || '.' || n.suffix
  UNION ALL SELECT {url}, n.host || n.path, COALESCE(h.permille, r.permille)
  FROM named n LEFT JOIN listed h ON h.name = n.host LEFT JOIN listed r ON r.name = n.label || '.' || n.suffix
  WHERE n.path <> ''
  UNION ALL SELECT {url}, p.host || p.path, l.permille
  FROM addressed p JOIN listed l ON l.name = p.host WHERE p.path <> ''
  UNION ALL SELECT {address}, p.host, COALESCE(h.permille, r.permille)
  FROM addressed p LEFT JOIN listed h ON h.name = p.host LEFT JOIN listed r ON r.name = p.network
  UNION ALL SELECT {endpoint}, p.value, COALESCE(h.permille, r.permille)
  FROM addressed p LEFT JOIN listed h ON h.name = p.host LEFT JOIN listed r ON r.name = p.network
  WHERE p.type = 'ipport'
  UNION ALL SELECT {network}, p.network, l.permille FROM addressed p JOIN listed l ON l.name = p.network
  UNION ALL SELECT {file_hash}, l.name, l.permille FROM listed l
  UNION ALL SELECT {certificate}, l.name, l.permille FROM listed l
  UNION ALL SELECT kind_no, text, permille FROM odd_key
) k
WHERE permille IS NOT NULL
GROUP BY {key_number};

-- 3. What incidents state, in the spelling that is compared, and in how many each is stated.
{stated}
SELECT w.incident_no, w.aspect_no, t.value_no
FROM worded w JOIN stated_word t ON t.aspect_no = w.aspect_no AND t.word = w.word
GROUP BY w.incident_no, w.aspect_no, t.value_no;

{stated_count}
SELECT aspect_no, value_no, COUNT(*) AS frequency FROM stated GROUP BY aspect_no, value_no;
