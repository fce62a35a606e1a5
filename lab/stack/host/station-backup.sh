#!/bin/sh
# Keeps seven copies of the database's volume.
set -eu
day=$(date +%u)
tar -C /var/lib/docker/volumes/station_mongo-data/_data -czf "/var/backups/mongo-$day.tar.gz" .
