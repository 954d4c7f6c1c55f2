package org.fbnetspark.testing;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Stands at a port of one address of this machine before the same port of another, passes on what
 * is said there, and keeps a copy. Whoever believes to be elsewhere is heard.
 */
public final class Wiretap implements AutoCloseable {

  /** Where those listen who are heard. */
  public static final String BEHIND = "127.0.0.1";

  /** What others take for their address. */
  public static final String BEFORE = "127.0.0.2";

  private final ServerSocket server;
  private final List<Closeable> open = new CopyOnWriteArrayList<>();
  private final List<ByteArrayOutputStream> heard = new CopyOnWriteArrayList<>();

  /** Listens at a port that is free at both addresses now. */
  public Wiretap() throws IOException {
    server = new ServerSocket();
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName(BEHIND))) {
      server.bind(new InetSocketAddress(BEFORE, free.getLocalPort()));
    }
    open.add(server);
    start(this::accept);
  }

  /** The port, at either address. */
  public int port() {
    return server.getLocalPort();
  }

  /** All that was said so far, each way of each connection by itself. */
  public List<byte[]> heard() {
    return heard.stream().map(ByteArrayOutputStream::toByteArray).toList();
  }

  private interface Talk {
    void run() throws IOException;
  }

  private static void start(Talk talk) {
    Thread thread =
        new Thread(
            () -> {
              try {
                talk.run();
              } catch (IOException over) {
                // Whoever speaks here learns it from the socket.
              }
            },
            "wiretap");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() throws IOException {
    while (true) {
      Socket near = server.accept();
      open.add(near);
      Socket far = new Socket(BEHIND, port());
      open.add(far);
      pass(near, far);
      pass(far, near);
    }
  }

  private void pass(Socket from, Socket to) {
    ByteArrayOutputStream copy = new ByteArrayOutputStream();
    heard.add(copy);
    start(
        () -> {
          try (from;
              to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[1 << 16];
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
              copy.write(bytes, 0, read);
              out.write(bytes, 0, read);
            }
          }
        });
  }

  @Override
  public void close() throws IOException {
    for (Closeable one : open) {
      one.close();
    }
  }
}
