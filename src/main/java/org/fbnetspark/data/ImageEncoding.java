package org.fbnetspark.data;

/** How a shard holds its images. */
public enum ImageEncoding {
  /** Bytes of pixels, all images of one size: for small images, read at memory speed. */
  PIXELS,
  /** JPEG or PNG files of any size, decoded when a batch is cut: for ImageNet-like data. */
  FILES
}
