package org.bytedeco.opencl.presets;

/**
 * Stands for the class of this name that the loader of oneDNN asks for. The real one belongs to
 * GPUs, which this project does not use, and comes in no version that fits.
 */
public final class OpenCL {

  private OpenCL() {}
}
