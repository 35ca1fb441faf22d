// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify.mail;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Stands before a mail server that speaks no STARTTLS: does that much itself, then passes on what
 * comes through the encrypted connection.
 */
final class StartTlsServer implements AutoCloseable {
  /** How many connections went on encrypted. */
  final AtomicInteger encrypted = new AtomicInteger();

  private final ServerSocket listening;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final SSLSocketFactory tls;
  private final int behind;

  StartTlsServer(SSLSocketFactory tls, int behind) throws IOException {
    this.tls = tls;
    this.behind = behind;
    this.listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    listening.close();
    threads.shutdownNow();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket socket = listening.accept();
        threads.execute(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket plain) {
    try (plain) {
      OutputStream out = plain.getOutputStream();
      say(out, "220 front");
      String line = line(plain.getInputStream());
      while (!line.toUpperCase(Locale.ROOT).startsWith("STARTTLS")) {
        if (line.isEmpty()) {
          return;
        }
        say(out, "250-front\r\n250 STARTTLS");
        line = line(plain.getInputStream());
      }
      say(out, "220 go on");
      SSLSocket socket =
          (SSLSocket) tls.createSocket(plain, plain.getInputStream(), /* autoClose= */ true);
      socket.setUseClientMode(false);
      socket.startHandshake();
      encrypted.incrementAndGet();
      try (Socket server = new Socket(InetAddress.getLoopbackAddress(), behind)) {
        // Its greeting was given already.
        line(server.getInputStream());
        threads.execute(() -> copy(server, socket));
        copy(socket, server);
      }
    } catch (IOException e) {
      // The client went away, which is its right.
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.close();
    } catch (IOException e) {
      // One of the two has ended.
    }
  }

  private static void say(OutputStream out, String line) {
    try {
      out.write((line + "\r\n").getBytes(US_ASCII));
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.append((char) c);
    }
    return line.toString();
  }
}
