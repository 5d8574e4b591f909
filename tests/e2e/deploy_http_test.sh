#!/bin/bash
# A bare repository behind nginx, fcgiwrap and git http-backend, as the user who runs the test.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=servers.sh
. "$(dirname "$0")/servers.sh"
with_debians_git # the servers of the system run it

# nginx as one process, with all that it writes in the folder here. The backend gets what nginx says and nothing else: no HOME, no PATH.
tell_nginx() {
  local folder
  cat >nginx.conf <<NGINX
daemon off;
master_process off;
pid "$web/nginx.pid";
error_log "$web/nginx.log";
$(if [ "$(id -u)" = 0 ]; then echo 'user root root;'; fi)
events {}
http {
  access_log "$web/access.log";
$(for folder in client_body proxy fastcgi uwsgi scgi; do echo "  ${folder}_temp_path \"$web/$folder\";"; done)
  client_max_body_size 0;
  server {
    listen 127.0.0.1:$1;
    location / {
      fastcgi_pass "unix:$web/fcgi";
      fastcgi_param SCRIPT_FILENAME "$(git --exec-path)/git-http-backend";
      fastcgi_param GIT_PROJECT_ROOT "$web";
      fastcgi_param GIT_HTTP_EXPORT_ALL "";
      fastcgi_param GIT_CONFIG_NOSYSTEM 1;
      fastcgi_param PATH_INFO \$uri;
      fastcgi_param QUERY_STRING \$query_string;
      fastcgi_param REQUEST_METHOD \$request_method;
      fastcgi_param CONTENT_TYPE \$content_type;
      fastcgi_param CONTENT_LENGTH \$content_length;
      fastcgi_param HTTP_CONTENT_ENCODING \$http_content_encoding;
      fastcgi_param GIT_PROTOCOL \$http_git_protocol;
      fastcgi_param REMOTE_ADDR \$remote_addr;
    }
  }
}
NGINX
}

# A server with its hook that anybody may push to, and the clone of it.
http_project() {
  needs nginx fcgiwrap setpriv
  web=$PWD
  server project
  policy project <<<"$team_policy"
  git -C project.git config http.receivepack true
  start fcgiwrap.log "$(command -v fcgiwrap)" -s "unix:$web/fcgi"
  until_true test -S fcgi
  start_at_port tell_nginx nginx.start "$(command -v nginx)" -e "$web/nginx.log" -c "$web/nginx.conf"
  git clone -q "http://127.0.0.1:$port/project.git" project 2>/dev/null
  cd project
  begin "$web/project.git"
}

test_pushes() {
  http_project
  offences
  is 'they came over HTTP' 200 "$(awk '/POST .*git-receive-pack/ { print $9 }' ../access.log | sort -u)"
  is 'the servers have nothing to complain of' '' "$(cat ../nginx.log ../nginx.start ../fcgiwrap.log)"
}

# More than http.postBuffer is sent in chunks, without a length.
test_push_in_chunks() {
  http_project
  git config http.postBuffer 65536
  git checkout -q -b feature/x && head -c 300000 /dev/urandom >noise && cp noise best.pt && save 'feat: add weights' noise best.pt
  refused 'chunks with a checkpoint in them' artifact-path
  git rm -q --cached best.pt && rm best.pt && amend
  let_in 'chunks without'
}

test_server_that_takes_no_pushes() {
  http_project
  git -C ../project.git config http.receivepack false
  save 'feat: add weights' best.pt
  exits 'it says so before the gate is asked' 128 git push origin HEAD
  says_not 'which has nothing to say' 'error['
}

test_policy_that_does_not_parse() {
  http_project
  policy ../project <<<'version: ['
  save 'feat: add x' x.txt
  push_undecided 'a good push, and nobody can tell' origin HEAD
  says 'tells the user why' 'expgate.yaml'
}

test_a_foreign_hook_stays() {
  http_project
  foreign_hook_stays
}

run_tests "$@"
