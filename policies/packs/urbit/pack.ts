import { servePack } from "../../serving/serve-pack";
import { pack } from "./selection";

servePack(pack, __dirname);
