package dev.assay.runners.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** The ports of a service on the loopback address: free ones at first, then always the same. */
final class KeptPorts {
  /** Below those that systems give to outgoing connections, which could take one meanwhile. */
  private static final int FIRST = 20_000;

  private static final int COUNT = 12_000;

  private final Path file;
  private final Map<String, Integer> ports = new TreeMap<>();
  private final Random random = new Random();

  private KeptPorts(Path file) {
    this.file = file;
  }

  static KeptPorts in(Path folder) throws IOException {
    KeptPorts kept = new KeptPorts(Files.createDirectories(folder).resolve("ports"));
    if (Files.exists(kept.file)) {
      for (String line : Files.readAllLines(kept.file)) {
        String[] parts = line.split(" ");
        kept.ports.put(parts[0], Integer.parseInt(parts[1]));
      }
    }
    return kept;
  }

  /** The port by this name, which nobody listens on. */
  synchronized int free(String name) throws IOException {
    Integer known = ports.get(name);
    if (known != null) {
      if (!isFree(known)) {
        throw new IOException(
            "Another program listens on port %s, which %s had before. End it, or delete %s to have other ports chosen"
                .formatted(known, name, file));
      }
      return known;
    }
    int port = choose();
    ports.put(name, port);
    List<String> lines = new ArrayList<>();
    ports.forEach((each, number) -> lines.add(each + " " + number));
    Files.write(file, lines);
    return port;
  }

  /** The port by this name, which was given out. */
  synchronized int known(String name) {
    return ports.get(name);
  }

  private int choose() {
    int port;
    do {
      port = FIRST + random.nextInt(COUNT);
    } while (ports.containsValue(port) || !isFree(port));
    return port;
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
