/** Why it is not possible to listen at an address, and what to do. */
export function listeningRefusal(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return 'another program listens there already; take another port';
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return 'this host has no such address; 0.0.0.0 is all it has';
    case 'EACCES':
      return 'ports below 1024 are for root; take another port';
    default:
      return `cannot be listened to: ${error.message}`;
  }
}
