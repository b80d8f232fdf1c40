# Read by the scripts beside it: which table, where, and with which keys.
table=${PICKUP_TABLE:-pickup-cw-snp}
region=${PICKUP_REGION:-us-west-2}
endpoint=${AWS_ENDPOINT_URL:-${PICKUP_ENDPOINT:-}}

previous=
for argument in "$@"; do
  case $argument in --endpoint-url=*) endpoint=${argument#*=} ;; esac
  if [ "$previous" = --endpoint-url ]; then endpoint=$argument; fi
  previous=$argument
done

# An emulator on this machine looks at no keys, but the command line wants some.
case $endpoint in
http://127.0.0.1[:/]* | http://localhost[:/]* | http://\[::1\][:/]*)
  export AWS_ACCESS_KEY_ID="${AWS_ACCESS_KEY_ID:-local}" AWS_SECRET_ACCESS_KEY="${AWS_SECRET_ACCESS_KEY:-local}"
  ;;
esac

# dynamodb OPERATION [OPTION…]; what is given last wins.
dynamodb() {
  # Versions of the command line before 2.13 do not know AWS_ENDPOINT_URL.
  AWS_PAGER='' aws --region "$region" --output json ${endpoint:+--endpoint-url "$endpoint"} dynamodb "$@"
}
