#!/usr/bin/env bash
# Writes files of Markdown as one comment of a pull request, in the place of the one from the last time.
# Usage: comment.sh OWNER/NAME NUMBER FILE...; needs `gh` and GH_TOKEN.
set -euo pipefail
repository=$1 number=$2
shift 2
marker='<!-- event-platform: findings -->'
body=$(mktemp)
trap 'rm -f "$body"' EXIT
{ echo "$marker"; cat "$@"; } | head -c 65000 >"$body" # the longest comment that GitHub takes is 65 536 characters
mine=$(gh api --paginate "repos/$repository/issues/$number/comments" \
  --jq ".[] | select(.user.type == \"Bot\" and (.body | startswith(\"$marker\"))) | .id" | head -n 1)
if [ -n "$mine" ]; then
  gh api --method PATCH "repos/$repository/issues/comments/$mine" --field body=@"$body" >/dev/null
else
  gh api --method POST "repos/$repository/issues/$number/comments" --field body=@"$body" >/dev/null
fi
