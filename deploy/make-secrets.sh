#!/bin/sh
# Writes the secrets of docker-compose.yml into deploy/secrets. What is there already stays.
set -eu
cd "$(dirname "$0")"
# The processes in the containers are not the owner of these files, so the folder is what keeps others away.
mkdir -p -m 700 secrets

secret() { # name value
  [ -e "secrets/$1" ] && return
  printf '%s\n' "$2" > "secrets/$1"
  chmod 644 "secrets/$1"
  echo "deploy/secrets/$1"
}

secret mongodb_uri 'mongodb://mongo:27017/trunkline?replicaSet=rs0'
secret redis_url 'redis://redis:6379'
secret encryption_keys "k1:$(openssl rand -base64 32)"
secret metrics_token "$(openssl rand -hex 32)"
secret storage_secret "$(openssl rand -hex 32)"
