// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.otlp;

import io.grpc.Decompressor;
import io.grpc.DecompressorRegistry;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;

/** A message as it came over the wire, not inflated. */
final class GrpcBody {
  static final String GZIP = "gzip";
  static final String IDENTITY = "identity";

  /** Stands before what is gzip. No protobuf message begins with it: there is no wire type 7. */
  private static final byte GZIP_MARK = 7;

  /** Leaves gzip as it is, and marks it. */
  static final DecompressorRegistry ENCODINGS =
      DecompressorRegistry.emptyInstance().with(new MarkedGzip(), true);

  private final byte[] bytes;
  private final boolean gzip;

  private GrpcBody(byte[] bytes, boolean gzip) {
    this.bytes = bytes;
    this.gzip = gzip;
  }

  byte[] bytes() {
    return bytes;
  }

  boolean isGzip() {
    return gzip;
  }

  /** The method with its requests as they came. */
  static <R> MethodDescriptor<GrpcBody, R> method(MethodDescriptor<?, R> method) {
    return method.toBuilder(new Unread(), method.getResponseMarshaller()).build();
  }

  private static final class MarkedGzip implements Decompressor {
    @Override
    public String getMessageEncoding() {
      return GZIP;
    }

    @Override
    public InputStream decompress(InputStream message) {
      return new SequenceInputStream(new ByteArrayInputStream(new byte[] {GZIP_MARK}), message);
    }
  }

  private static final class Unread implements MethodDescriptor.Marshaller<GrpcBody> {
    @Override
    public InputStream stream(GrpcBody value) {
      throw new UnsupportedOperationException("only read");
    }

    @Override
    public GrpcBody parse(InputStream stream) {
      try {
        byte[] bytes = stream.readAllBytes();
        return bytes.length > 0 && bytes[0] == GZIP_MARK
            ? new GrpcBody(Arrays.copyOfRange(bytes, 1, bytes.length), true)
            : new GrpcBody(bytes, false);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
