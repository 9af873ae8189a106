// Before the web application's files are looked for: hidden files are nobody's business, and the application's own paths are all one page.
function handler(event) {
  var request = event.request;
  var path = request.uri;
  if (/(^|\/|%2f)(\.|%2e)/i.test(path)) {
    return { statusCode: 404, statusDescription: 'Not Found' };
  }
  var last = path.substring(path.lastIndexOf('/') + 1);
  if (last.indexOf('.') === -1) {
    request.uri = '/index.html';
  }
  return request;
}
