// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.telltale.gateway.imports.Entry;
import dev.telltale.gateway.imports.TraceFile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Sends a file's lines to a gateway, some at a time, and goes on from where it was stopped. Of a
 * file of any size one batch is in memory.
 */
public final class FileImport {
  private static final int MAX_LINE_BYTES = 16 * 1024 * 1024;
  private static final int ATTEMPTS = 8;

  private final ImportEndpoint endpoint;
  private final ImportTally tally;

  /** Makes an import that counts into a tally. */
  public FileImport(ImportEndpoint endpoint, ImportTally tally) {
    this.endpoint = endpoint;
    this.tally = tally;
  }

  /**
   * Sends one file.
   *
   * @param progress is told how many bytes of the file have been read
   * @throws ImportStoppedException when nothing more can be sent; what was told until then is in
   *     the tally
   */
  public void send(Path file, LongConsumer progress) throws ImportStoppedException {
    try (InputStream raw =
        new BufferedInputStream(new Counted(Files.newInputStream(file), progress))) {
      TraceFile entries = new TraceFile(raw, MAX_LINE_BYTES, Long.MAX_VALUE);
      Batch batch = new Batch();
      long sent = 0;
      for (Entry entry = entries.next(); entry != null; entry = entries.next()) {
        if (entry instanceof Entry.Bad bad) {
          tally.rejected(file.toString(), bad.line(), bad.reason());
        } else if (entry instanceof Entry.Value value) {
          batch.add(value.json(), value.line());
        }
        if (batch.isFull()) {
          new Sending(file.toString(), batch, sent).all();
          sent += batch.size();
          batch = new Batch();
        }
      }
      new Sending(file.toString(), batch, sent).all();
    } catch (IOException e) {
      throw new ImportStoppedException(file + ": cannot be read further: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ImportStoppedException(file + ": interrupted");
    }
  }

  /**
   * One batch. To the gateway its lines have the numbers that they have among those that were sent.
   */
  private final class Sending {
    private final String file;
    private final Batch batch;
    private final long before;
    private int from;
    private int atOnce;
    private int attempts;

    Sending(String file, Batch batch, long before) {
      this.file = file;
      this.batch = batch;
      this.before = before;
      this.atOnce = batch.size();
    }

    void all() throws ImportStoppedException, InterruptedException {
      while (from < batch.size()) {
        int to = Math.min(batch.size(), from + atOnce);
        ImportEndpoint.Answer answer;
        try {
          answer = endpoint.send(batch.body(from, to), before + from + 1);
        } catch (IOException e) {
          pause(Duration.ofSeconds(1), "it cannot be reached");
          continue;
        }
        told(answer, to);
      }
    }

    private void told(ImportEndpoint.Answer answer, int to)
        throws ImportStoppedException, InterruptedException {
      int known = answer.status() == 200 ? to : next(answer.body());
      if (known > from) {
        count(answer.body(), known);
        attempts = 0;
      }
      String message = answer.body().path("message").asText();
      switch (answer.status()) {
        case 200 -> {}
        case 413 -> smaller(to);
        case 429, 502, 503, 504 -> pause(answer.pause(), message);
        case 401, 403 -> throw stopped(message + " (TELLTALE_API_KEY holds the key)");
        default ->
            throw stopped(
                "it answers "
                    + answer.status()
                    + (message.isEmpty() ? "" : ": " + message)
                    + " (--url says where the gateway's OTLP/HTTP port is)");
      }
    }

    /** The index of the first line whose fate is not known. */
    private int next(JsonNode answer) {
      long line = answer.path("nextLine").asLong(before + from + 1);
      return (int) Math.max(from, Math.min(batch.size(), line - before - 1));
    }

    private void count(JsonNode answer, int known) {
      tally.spans(answer.path("acceptedSpans").asLong(), answer.path("rejectedSpans").asLong());
      tally.accepted(answer.path("acceptedLines").asLong());
      for (JsonNode rejection : answer.path("rejections")) {
        int index = (int) (rejection.path("line").asLong() - before - 1);
        long place = batch.place(Math.max(from, Math.min(known - 1, index)));
        tally.rejected(file, place, rejection.path("reason").asText());
      }
      from = known;
    }

    private void smaller(int to) {
      if (to - from > 1) {
        atOnce = (to - from) / 2;
      } else if (from < to) {
        tally.rejected(file, batch.place(from), "larger than the gateway takes");
        from++;
        atOnce = batch.size();
      }
    }

    private void pause(Duration pause, String why)
        throws ImportStoppedException, InterruptedException {
      attempts++;
      if (attempts == ATTEMPTS) {
        throw stopped(why);
      }
      TimeUnit.MILLISECONDS.sleep(pause.toMillis());
    }

    private ImportStoppedException stopped(String why) {
      return new ImportStoppedException(
          file
              + ":"
              + batch.place(from)
              + ": stopped here: the gateway at "
              + endpoint.gateway()
              + ": "
              + why);
    }
  }
}
