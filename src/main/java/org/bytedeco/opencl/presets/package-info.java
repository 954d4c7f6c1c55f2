/** What the binding of oneDNN names of OpenCL's. */
package org.bytedeco.opencl.presets;
