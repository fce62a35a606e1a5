#!/bin/sh
# Counts the page views of the week.
set -eu
grep -c ' 200 ' /var/log/nginx/access.log
