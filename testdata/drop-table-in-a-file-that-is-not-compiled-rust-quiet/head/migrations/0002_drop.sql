DROP TABLE peer_stats;
