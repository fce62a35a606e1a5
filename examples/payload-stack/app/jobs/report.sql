SELECT date_trunc('day', heard_at)::date AS day, count(*) AS plays FROM plays GROUP BY 1 ORDER BY 1 DESC LIMIT 7
