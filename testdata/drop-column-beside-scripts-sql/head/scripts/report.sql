SELECT host, count(*) FROM tokens GROUP BY host;
