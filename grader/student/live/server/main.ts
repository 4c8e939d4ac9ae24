/** Entry point of a server's process. */
import { Gateway } from '../service/gateway';
import { runServer } from './run';

runServer((client, user) => new Gateway(client, user));
