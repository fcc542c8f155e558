package dev.assay.pipelines.io.jdbc;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A server that is no PostgreSQL: says its piece to whoever connects, and hangs up or waits. */
final class Listener implements AutoCloseable {
  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
  private final Queue<Socket> clients = new ConcurrentLinkedQueue<>();
  private final String piece;
  private final boolean hangsUp;

  Listener(String piece, boolean hangsUp) throws IOException {
    this.piece = piece;
    this.hangsUp = hangsUp;
    Thread thread = new Thread(this::serve, "listener");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return server.getLocalPort();
  }

  /** How many have come. */
  int clients() {
    return clients.size();
  }

  private void serve() {
    try {
      while (true) {
        Socket client = server.accept();
        clients.add(client);
        client.getOutputStream().write(piece.getBytes(StandardCharsets.US_ASCII));
        if (hangsUp) {
          client.close();
        }
      }
    } catch (IOException closed) {
      // Nobody else is served.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket client : clients) {
      client.close();
    }
  }
}
