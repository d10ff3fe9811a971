/** Socket.IO and nothing else: what is posted, as `[[name, event], …]`, is told to everybody who is connected. */
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { Server } from 'socket.io';

const http = createServer(async (request, response) => {
  if (request.method === 'POST') {
    for (const [name, event] of (await json(request)) as [string, unknown][]) io.emit(name, event);
  }
  response.end();
});
const io = new Server(http, { transports: ['websocket'], serveClient: false });
io.on('connection', (socket) => socket.emit('feed:joined', {}));
http.listen(Number(process.env.PORT), '127.0.0.1');
