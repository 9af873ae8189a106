// Services know nothing of the part of the path that leads to them: /api/v1/campaigns is /v1/campaigns at the host of the api.
function handler(event) {
  var request = event.request;
  request.uri = request.uri.replace(/^\/[^/]*/, '') || '/';
  return request;
}
